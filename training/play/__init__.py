"""Many episodes at once, in batches, on processes or machines.

Imports ``agent`` alone. In go a planner and seeds, or calls; out come finished episodes, or the
results of the calls, and how quickly they were made.
"""
