"""Whether the rules of a file are pure: answers that follow from what a rule is given, and nothing else.

`problems` of `experiments/rule_check/checked_file.py` says line by line what is not, and what to write
instead.
"""
