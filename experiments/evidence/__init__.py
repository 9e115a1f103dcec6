"""Evidence that takes long: prior draws, the low-fee trap, cost of many compounds, ways to share in a
district.
"""
