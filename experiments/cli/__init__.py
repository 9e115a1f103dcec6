"""The command gongzhi: one file for each group of verbs, what they read and what they print."""
