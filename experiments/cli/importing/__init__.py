"""The verb `import`: what people know of their own place becomes a case; a file for each sort of table."""
