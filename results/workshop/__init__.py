"""The workshop page: a live page on this machine, for a room that wants to try things out."""
