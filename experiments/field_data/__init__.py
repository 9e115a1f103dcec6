"""Tables that people keep of their own place, read as they are: households, ties, fees, complaint logs."""
