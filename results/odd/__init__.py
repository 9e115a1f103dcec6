"""The model description after the ODD protocol, written from the code."""
