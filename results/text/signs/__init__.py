"""Whether the sign of a difference holds where parameters or parts of the model are otherwise, as marks and
in words.
"""
