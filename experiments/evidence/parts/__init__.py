"""The parts of evidence that `python -m experiments.evidence` makes: `shipped_parts` names them,
`part_request` says how large, `kept_steps` keep what is done so that a part goes on where it was broken off.
"""
