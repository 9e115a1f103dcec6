"""Registrations of studies, told to people."""
