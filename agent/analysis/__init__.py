"""How people and planners played together: figures from traces alone. Imports ``agent`` alone.

Traces go in, one by one (``account``: what one trace tells, small enough to be kept beside it), are
put together into games (``games``), counted (one module a figure), and come out as figures:
numbers, tables, a drawing (``figure``), in a folder (``folder``) or wherever else somebody draws
them. What each measure means stands in ``docs/figures.md``.
"""
