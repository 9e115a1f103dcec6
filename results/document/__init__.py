"""How something is shown to a reader: the blocks of a document, rendered for a terminal, as Markdown or HTML.

Start with `blocks.py`, which says what a document is made of.
"""
