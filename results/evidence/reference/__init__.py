"""The page on the reference study: what it lets one believe, and the tables behind it."""
