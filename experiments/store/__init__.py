"""What is written to disk and read back: `store.py` holds the runs of a study in parts (`parquet.py`), which
`compaction.py` sorts; `tables.py` holds what other commands deliver (`output_folder.py`). Start
with `store.py`.
"""
