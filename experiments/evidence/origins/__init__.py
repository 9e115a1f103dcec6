"""What evidence comes of, beside the code of the model: `shipped_values` are the numbers that its runs start
from, `wall_times` say how long each part took.
"""
