"""How often a difference goes which way where parameters or parts of the model are otherwise: counted from
draws, kept in a table that comes with gongzhi, or found out for a comparison of one's own.
"""
