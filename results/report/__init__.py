"""The report: one HTML file that opens offline, and one to print."""
