"""Which code made a run: what it imports (`imports.py`), what that says (`syntax.py`), and the key of
the run. Start with `run_key.py`.
"""
