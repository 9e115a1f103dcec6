"""Going back: files of rules and scenarios as the last commit has them, and what was in their place kept."""
