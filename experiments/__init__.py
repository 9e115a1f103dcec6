"""What is compared: runs, designs, paired comparisons, and the command line."""
