"""What an analysis found, in tables, pages and sentences; a file for each analysis."""
