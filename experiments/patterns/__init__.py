"""What the model should show, as data, and whether it does."""
