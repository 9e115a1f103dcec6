"""The instruments of governance, one file a kind; see ``model/instrument.py``."""
