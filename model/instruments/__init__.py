"""The instruments of governance, one file a kind; see ``model/instrument.py``."""

from scenarios.project import extend

extend(__name__, __path__)
