"""Cities: districts that run one by one, each a world of its own, and what they come to together."""
