"""What learns, and what measures how well a planner plays. Imports ``agent`` only.

Enters: a planner's name and seeds, or folders of traces. Leaves: folders with traces, a report, tables and figures.

- ``evaluate`` plays the seeds, ``measure`` and ``deaths`` read what happened off the traces, ``report`` sums it up,
  ``table`` and ``figures`` show it beside ``yardsticks``
- ``compare`` pairs two reports by seed
"""
