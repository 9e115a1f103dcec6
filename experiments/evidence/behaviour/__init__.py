"""How the model behaves as built, measured page by page: whether it is in balance, whether it answers to
demand, and whether places differ as they should.
"""
