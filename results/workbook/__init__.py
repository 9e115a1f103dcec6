"""A finished folder as a workbook for spreadsheets: a sheet a table, headings in words and explained."""
