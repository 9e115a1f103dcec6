"""A study packed to be run again elsewhere: its own files, and the proof that it gives the same rows."""
