"""What the targets teach of the parameters, by two methods that share nothing but the model.

Start with `inference`: the steps, each kept when it is done (`kept_tables`). `emulated_posterior` draws from
the `likelihood` by sequential Monte Carlo on emulators, `reweighting` puts draws right that were really run;
`regression_posterior` is the second opinion. `ranks`, `recovery` and `agreement` say whether to believe them;
`posterior_tests` runs draws in fresh replicates (`predictive_checks`) and in broken models (`broken_rules`).
"""
