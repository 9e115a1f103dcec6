"""A complaint log of one's own: what its entries are, how often, how answered; what follows for the case.

Invariant: a word that nobody knows is named with its count and put nowhere; no free text goes any further.
"""
