"""What happens in a month: the world of compounds, its people,
their issues and the instruments that govern them.
"""
