"""What learns, and what measures how well a planner plays. Imports ``agent`` only.

Enters: a planner's name and seeds, or folders of traces. Leaves: folders with traces, a report, tables and figures; models.

- ``evaluate`` plays the seeds, ``measure`` and ``deaths`` read what happened off the traces, ``report`` sums it up,
  ``table`` and ``figures`` show it beside ``yardsticks``; ``compare`` pairs two reports by seed
- ``sweep`` evaluates in one mode after another, ``sweep_figure`` shows that beside the ``paper``; ``scale`` says how a world is scored
- ``follow`` measures whether a planner follows plans: ``follow_cases`` makes the cases, ``watch`` checks them, ``follow_report`` sums up
- ``teach`` records lessons of the expert or other ``teachers``, and ``dagger`` rounds of a student; ``wishes`` draws people's
  plans, ``paraphrase`` words them from ``wordings``, and ``held_out`` keeps some of these out of training
- ``examples`` turns traces into token ids, ``sft`` trains on them as a ``recipe`` says, with ``batches``, ``offline`` and ``closed_loop``
  measures, in a ``run_folder``; ``pebble`` is the small model, ``lockstep`` plays many episodes in one batch
- ``learn`` trains the next planner on people's sessions: ``records`` chooses them, ``people`` says what is learned of them,
  ``mixing`` draws them and a teacher's examples to one set; ``agent.planners.versions`` keeps what comes of it
- ``ppo`` trains on what play earns: ``rollout`` plays games (``crafter_games``, from people's ``sessions`` too), ``samples`` makes batches
  of turns, ``advantage`` has the mathematics, ``policy`` and ``critic`` learn on ``devices`` after a ``warm_up``, ``ppo_figures`` shows
  how it goes; ``ppo_recipe`` has the settings
- ``models`` loads and writes what is trained
- ``curves`` shows runs of ``sft`` and ``ppo`` beside each other, ``when`` in which situations planners plan
- ``workers`` spreads work over processes, and over those of a ``cluster``
"""
