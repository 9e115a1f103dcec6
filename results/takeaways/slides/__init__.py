"""The headline as slides whose texts, tables and charts can be edited. Start with `deck.py`."""
