"""Calibration: parameters fitted to the patterns of role C by approximate Bayesian computation."""
