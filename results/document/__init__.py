"""Blocks of a document and how they are shown."""
