"""What each analysis found, in blocks: `tables()` for a terminal, `document()` for a page.

Start with `comparison.py`.
"""
