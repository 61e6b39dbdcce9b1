"""What learns, and what measures how well a planner plays; a folder for each stage, and one for
each thing that stages share.

It imports ``agent`` alone. In go planners' names, seeds and recorded games; out come models,
reports and data sets.
"""
