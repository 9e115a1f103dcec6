"""A study packed so that others can run it again elsewhere: start with `archive.py`, which packs and proves;
`packed_files.py` finds the user's own files that go along.
"""
