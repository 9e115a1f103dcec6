"""How runs are made, anywhere and again, and how a finished folder is read.

Start at `run_all`: it cuts a design into batches, `executors` gives them to workers (`worker_processes`, a
Dask cluster or the jobs of a batch system) and `simulate` makes one batch. `run_cache` keeps runs, `sweep`
carries a study out, `results` reads what is finished.
"""
