"""The pairing audit: how well two governance models are paired, where their worlds part, and whether every
draw is keyed as it should be.
"""
