"""The headline as one picture without a browser: tall for a chat, or a poster. Start with `one_sheet.py`."""
