"""How runs are made, anywhere and again, and how a finished folder is read."""
