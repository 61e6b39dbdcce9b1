"""What may go wrong while people play, done on purpose: killed servers, cut connections, disks that
take nothing. Each file is a command that prints a table; ``docs/reliability.md`` has them.
"""
