"""Every figure, a file for each kind; start at `study_figures`, which draws those of a folder."""
