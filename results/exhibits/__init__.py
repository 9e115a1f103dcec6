"""Exhibits: the pictures and pages of what `experiments.evidence` wrote down, in both languages."""
