"""What takes long and is committed: the tables in docs/evidence, as `python -m experiments.evidence` makes
them.

Start with `__main__`, which names the parts; each other module makes one. `code_of_pages` notes which code
made which page, and marks those that are older than the model. `results/evidence` writes the pages.
"""
