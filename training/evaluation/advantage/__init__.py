"""What a new plan is worth, measured: from states of play, branches that plan now and branches that
may not, with the same luck.

``states`` draws the states, ``branches`` plays from one, ``run`` does it for many and goes on where
it was stopped, ``report`` works out what it tells and ``figures`` draws it.
"""
