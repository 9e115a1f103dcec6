"""Exercises: a task with files to begin with, and a check of what lies there."""
