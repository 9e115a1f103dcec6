"""Every figure, a file for each kind."""
