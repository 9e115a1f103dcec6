"""What a room sets: instruments with their cost, parameters as sliders."""
