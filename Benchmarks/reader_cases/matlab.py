#!/usr/bin/env python3
"""Measures how MATLAB v7.3 cells and large NPZ archives are read, beside the programs a user would otherwise take.

usage: Benchmarks/reader_cases/matlab.py PEER_PYTHON [--rounds N]

PEER_PYTHON     a Python with numpy, mat73 and hdf5storage (pip install mat73 hdf5storage)
--rounds        how often each program reads each file, in turns (3 without it)

Each reading is a process of its own, with start-up and imports; the files are in the page cache. Prints medians.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from common import HERE, build, number, ratio, row, run_process

MAKE_CELL = """
import sys, numpy as np, hdf5storage
random = np.random.default_rng(1)
cell = np.empty((1, 2000), object)
for index in range(2000):
    cell[0, index] = np.sort(random.random((1, 500))) * 1000
hdf5storage.writes({"spikes": cell}, filename=sys.argv[1], options=hdf5storage.Options(matlab_compatible=True))
"""
MAKE_ARCHIVE = """
import sys, numpy as np
random = np.random.default_rng(0)
np.savez(sys.argv[1], **{f"a{i}": random.standard_normal((1 << 15, 1 << 10)) for i in range(4)})
"""
MAT73 = "import sys, mat73; print(sum(len(c) for c in mat73.loadmat(sys.argv[1])['spikes']))"
HDF5STORAGE = "import sys, hdf5storage; print(sum(c.size for c in hdf5storage.loadmat(sys.argv[1])['spikes'].flat))"
NUMPY = "import sys, numpy; print(numpy.load(sys.argv[1])['a2'].size)"

CASES = [
    ("v7.3: a cell of 2,000 references", MAKE_CELL, ".mat", "/spikes", [("mat73", MAT73), ("hdf5storage", HDF5STORAGE)]),
    ("NPZ of 1 GB: one array of four", MAKE_ARCHIVE, ".npz", "a2", [("numpy.load", NUMPY)]),
]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("peer_python")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", help="a built 'benchmarks' program, instead of building one")
    options = parser.parse_args()
    if not options.program:
        build()
    ours = options.program or HERE / ".build/release/benchmarks"
    print(row("file", "program", "CPU s", "wall s", "peak MB", "CPU ratio", "wall ratio"))
    print(row("---", "---", *["---:"] * 5))
    for name, make, suffix, item, peers in CASES:
        with tempfile.TemporaryDirectory() as folder:
            file = f"{folder}/recording{suffix}"
            subprocess.run([options.peer_python, "-c", make, file], check=True)
            commands = {"ours": [ours, "array", file, item]}
            commands |= {peer: [options.peer_python, "-c", source, file] for peer, source in peers}
            results = {program: [] for program in commands}
            for _ in range(options.rounds):
                outcomes = set()
                for program, command in commands.items():
                    text, measured = run_process(command)
                    outcomes.add(text.split()[-1])
                    results[program].append(measured)
                if len(outcomes) != 1:
                    sys.exit(f"{name}: the programs disagree: {outcomes}")
        medians = {program: median(lines) for program, lines in results.items()}
        cpu, wall, _ = medians["ours"]
        for program, (c, w, memory) in medians.items():
            print(row(name, program, number(c), number(w), number(memory, "MB"), ratio(c, cpu), ratio(w, wall)))


def median(lines):
    values = [[line["cpu"][0] for line in lines], [line["wall"][0] for line in lines]]
    return [statistics.median(v) for v in values] + [max(line["peak_memory_MB"] for line in lines)]


if __name__ == "__main__":
    main()
