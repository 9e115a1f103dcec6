"""What came of an exercise, in words."""
