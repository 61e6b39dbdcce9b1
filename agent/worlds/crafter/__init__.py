"""Crafter: PyPI ``crafter`` subclassed (engine), what its player sees (view), remembers (memory),
may do (rules) and reads (text).
"""
