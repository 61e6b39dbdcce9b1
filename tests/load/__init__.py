"""The server under load: each module prints a table, and has a short form in ``test_load.py``."""
