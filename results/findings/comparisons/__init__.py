"""Comparisons on a terminal: of one case, of the cases of a study, and of two folders."""
