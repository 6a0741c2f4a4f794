"""The benchmarks, a file each: a title, and ``run``, which returns what was found."""
