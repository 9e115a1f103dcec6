"""What happened, for people who know no rules: a household's month, an issue's life, where two worlds parted.

Invariant: whatever is said follows from what was recorded or from moving one input at a time, all else equal.
"""
