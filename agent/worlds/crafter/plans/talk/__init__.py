"""What people say that is no plan: questions, greetings, and what the game does not have.

Imports ``core`` and what a player may know (rules, view, memory, plans). In: a person's words, and
the moment in which they are answered. Out: what they are, and an answer in plain words. No model is
asked.
"""
