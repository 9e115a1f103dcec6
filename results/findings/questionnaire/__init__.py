"""The questionnaire: what to ask next, of whom, and why."""
