"""POGS, the paper's partly observed graph search (arXiv 2509.03581): find a target in a tree of
which only what is near is seen.
"""
