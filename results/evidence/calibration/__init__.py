"""The page of evidence on the project's calibration, and its pictures, told from tables."""
