"""The tutorial: what its pages hold, and the notebooks made of them."""
