"""What page one, slides, pictures and posters say of a comparison: one data model, with its words.

Start with `headline.py`; `verdict_matrix.py` holds all verdicts, `certainty.py` says how sure they are.
"""
