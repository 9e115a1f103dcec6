"""The pages and pictures in docs/evidence, from the tables of `experiments/evidence`.

Start with `__main__`, which says what is written and drawn from which tables; `pictures` holds what belongs
to no page of its own. `coverage` and `gallery` are commands of their own.
"""
