"""Which code and data made a run: what its code imports, the key of a run, the manifest of a folder."""
