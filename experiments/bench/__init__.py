"""Bench: what the model costs in time and memory, and how closely paired runs keep to each other."""
