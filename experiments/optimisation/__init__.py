"""Mixes of instruments under a budget: the search space, the search, the front and its hold-out."""
