"""A trial: what an edit of rules, instruments or data does, the working copy against another version of
it.
"""
