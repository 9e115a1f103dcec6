"""What the targets teach of the parameters, by two methods that share nothing but the model.

Start with `likelihood`: how probable what was observed is. `emulated_posterior` draws from it by sequential
Monte Carlo on emulators, `reweighting` puts draws right that were really run; `regression_posterior` is the
second opinion. `ranks`, `recovery` and `agreement` say whether to believe them, `medoid` picks one draw.
"""
