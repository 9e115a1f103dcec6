"""Which runs are made: runs and seeds, cells of a study, sampled points, equal cost, the smallest effect."""
