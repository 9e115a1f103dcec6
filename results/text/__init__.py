"""Words for what was found: names, verdicts, rules, issues; in Chinese and English."""
