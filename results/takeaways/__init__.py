"""What one takes away from a report: slides, a workbook, a long picture for a chat, a poster.

Start with `delivery.py`; `told.py` is what all of them say, taken from `results/text/headlines/`.
"""
