"""What was due and what was paid, month by month."""
