"""How fast, how small and how well paired: measured with limits, in runs that are never tests.

Start with `__main__`, which runs the `sections`: each measures one thing (`speed`, `memory`, `pairing` …)
with `timing` and holds it against `performance_targets`. `crash_test` kills a study fifty times.
"""
