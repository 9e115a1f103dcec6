"""The report on a finished folder: one HTML file that opens offline, and one to print.

Start with `screen.py`, which puts both together from the first page, the pictures and the annex.
"""
