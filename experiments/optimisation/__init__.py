"""Mixes of instruments under a budget, best in several outcomes at once.

Start with `mix_search`, which looks at mixes: `instrument_space` has all there are, `nsga2` proposes the
next, `pareto` finds which cannot be bettered. `holdout` runs those again in replicates the search never saw.
"""
