"""Crafter's terrain and first creatures, number for number those of ``crafter.worldgen``, without its Python loops."""
