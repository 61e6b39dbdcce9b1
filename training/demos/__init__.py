"""Play worth copying: demonstrations of the expert and of other planners, rounds of DAgger, and
games that others recorded.

Imports ``agent``, ``instructions`` and ``play``. In go seeds, or recorded games; out come traces, a
file each.
"""
