"""What a study will take: time, memory and disk, said before it starts.

Start with `workload`: which runs are missing and in which batches they will be made, exactly as a sweep
makes them. `pilot` measures some of these batches on this machine, cut short; `disk` makes tables as large as
those of the study; `estimate` adds up. `family` is the memory of a process and of all that it started.
"""
