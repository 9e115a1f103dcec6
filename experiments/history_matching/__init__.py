"""History matching: which values of many parameters are not ruled out by what is known (Craig et al. 1997,
Vernon et al. 2010), found in waves with emulators.

Start with `waves`: what is done for a request, step by step. A wave runs `points`, fits an `emulator` to each
target, and rules out by `implausibility`; `screening` says before that which parameters are worth it.
"""
