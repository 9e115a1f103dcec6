"""How fast, how small and how well paired: measured with bars, in runs that are never tests."""
