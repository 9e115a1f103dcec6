"""The sheets that stand before the tables of a workbook: page one in words, cards, verdicts, charts."""
