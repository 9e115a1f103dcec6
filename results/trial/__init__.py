"""A trial as readers see it: what changed, what moved, one picture, plain objects."""
