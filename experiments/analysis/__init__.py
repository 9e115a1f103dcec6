"""What is asked of runs: comparison, ablation, sensitivity, failure regions, robustness, planning."""
