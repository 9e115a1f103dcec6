"""Fitting the model to the patterns of role C: approximate Bayesian computation and what it leaves open."""
