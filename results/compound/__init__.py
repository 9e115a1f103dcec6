"""A living compound: the months of one replicate as a page shows them, with events, counters and words."""
