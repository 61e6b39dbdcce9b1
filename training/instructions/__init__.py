"""What people may ask for and how they say it: goals drawn for a state, put into words, and some of
both kept out of training; ``asking`` lists the worlds that have such people.

Imports ``agent`` alone. In go a view, a memory and a random generator; out come goals and
sentences.
"""
