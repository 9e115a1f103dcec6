"""Whether two governance models really meet the same random draws, and which draws do not."""
