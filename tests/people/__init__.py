"""Scripted people: clients of the WebSocket that see what the page shows, and write
plans in words.
"""
