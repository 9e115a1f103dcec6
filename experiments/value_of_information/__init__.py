"""What knowing a parameter would be worth for the choice between governance models, read off sampled runs."""
