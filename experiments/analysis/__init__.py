"""What is asked of runs, a file for each question: comparison, ablation, sensitivity, scenario discovery,
robustness, replication planning. Start with `comparison.py`; how a finished study is read is in `execution`.
"""
