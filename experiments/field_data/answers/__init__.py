"""Answers to a questionnaire: the sheet that is filled in, and the case that it becomes."""
