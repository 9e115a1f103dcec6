"""What takes long and is committed: `python -m experiments.evidence` writes the tables of docs/evidence."""
