"""Fitting parameters to the patterns of role C (ABC-SMC), and what that leaves open.

Start with `calibration`: what is done for a request, step by step. It finds candidates with `abc_smc`, which
has them simulated by `simulator` and compared with `targets`; `diagnostics` says what was learned.
"""
