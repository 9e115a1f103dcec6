"""Where rows are kept: Parquet parts, run keys, provenance, output folders, archives."""
