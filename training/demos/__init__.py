"""Play worth copying: demonstrations of the expert and of other planners, and rounds of DAgger.

Imports ``agent``, ``instructions`` and ``play``. In go seeds; out come traces, a file each.
"""
