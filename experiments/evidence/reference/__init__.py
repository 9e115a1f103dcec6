"""The reference study: what is concluded on every kind of place under every governance model, under how many
calibrations, and where it fails.
"""
