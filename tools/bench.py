"""Measures what nnlib costs, beside its peers, and says which bars are met.

Usage: python3 course.py bench [--plot FILE] [--only PART ...]
"""

import os
import sys

# One thread for all: the libraries read these when they are imported, so it comes first.
for _name in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB_MAXIMUM"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"

if __name__ == "__main__":
    from tools.bench_report import main

    sys.exit(main(sys.argv[1:]))
