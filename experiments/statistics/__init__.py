"""What numbers say: intervals, paired differences, verdicts, power, shares of variance. No files, no runs."""
