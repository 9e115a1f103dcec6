"""How much may be asked for at once, on the command line and from Python."""

MOST_MONTHS = 1200
MOST_REPLICATES = 10_000
MOST_JOBS = 1024
LARGEST_SEED = 2**63 - 1
