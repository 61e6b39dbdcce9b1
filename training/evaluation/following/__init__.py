"""Whether a planner follows the plans of people: cases, a monitor of their goals, and a report.

Imports ``agent``, ``evaluation``, ``instructions``, ``play`` and ``runs``. In go a planner's name
and cases; out come a result for each case, a report and a table.
"""
