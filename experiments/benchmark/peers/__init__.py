"""Peers: one small model of residents on a network, written for this project and for others, timed together.

Nothing here is imported by the rest; each module imports what it stands for when it is asked to build, so a
library that is not installed costs its own row and nothing else.
"""
