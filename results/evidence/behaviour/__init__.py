"""The pages on how the model behaves as built, from the tables of `experiments/evidence/behaviour`."""
