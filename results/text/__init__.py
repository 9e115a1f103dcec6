"""Words: names, numbers with units, verdicts and cautions in the language chosen, for everything that tells.

Start with `names.py`; `verdicts.py` makes the sentences on a comparison.
"""
