"""What history matching found, told."""
