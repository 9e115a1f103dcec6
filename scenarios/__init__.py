"""What is given: cases, governance models, the ledger of parameters, issues and outcomes, all data in YAML.

``read.py`` is the one way in. Values are resolved in this order, later over earlier: ledger, case, governance
model, study, ``--set``. Nothing here imports the agents, the model, the experiments or the results.
"""
