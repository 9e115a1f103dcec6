"""Who decides: one file a kind of agent; its docstring is the rule in words,
its fields are parameters, its methods are the rule.
"""

from scenarios.project import extend

extend(__name__, __path__)
