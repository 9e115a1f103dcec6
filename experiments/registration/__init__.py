"""Registrations: a study written down before it is run, and whether what was run is what was written down."""
