"""Pages and figures of docs/evidence, made from its tables: `python -m results.evidence`."""
