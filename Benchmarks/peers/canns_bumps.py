"""The bump fit of canns on one file: a line of JSON for each seed, and one with the time of a sweep.

usage: python canns_bumps.py SIGNALS.npz OUT.npz --sweeps N --seeds K [--timed N1,N2]

SIGNALS.npz holds dff [frame, region]. OUT.npz gets the fits of each seed.
"""

import argparse
import contextlib
import io
import json
import re
import time

import numpy as np
from canns.analyzer.data.asa import roi_bump_fits


def fit(data, sweeps, seed):
    """The fits, the log-likelihood that the progress bar showed last, and the CPU seconds."""
    words = io.StringIO()
    start = time.process_time()
    with contextlib.redirect_stderr(words), contextlib.redirect_stdout(io.StringIO()):
        _, fits, numbers, _ = roi_bump_fits(data, n_steps=sweeps, n_roi=data.shape[1], random_seed=seed)
    seconds = time.process_time() - start
    shown = re.findall(r"Log-Likelihood=(-?[0-9.]+)", words.getvalue())
    return fits, numbers[:, 1], float(shown[-1]) if shown else float("nan"), seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signals")
    parser.add_argument("out")
    parser.add_argument("--sweeps", type=int, default=3000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--timed", default="100,400")
    given = parser.parse_args()
    data = np.load(given.signals)["dff"].astype(float)
    fit(data, 2, 0)  # numba compiles
    short, long = map(int, given.timed.split(","))
    times = [fit(data, sweeps, 1)[3] for sweeps in (short, long)]
    print(json.dumps({"per_visit": (times[1] - times[0]) / (long - short) / len(data)}), flush=True)
    kept = {}
    for seed in range(1, given.seeds + 1):
        fits, numbers, likelihood, seconds = fit(data, given.sweeps, seed)
        kept[f"fits_{seed}"], kept[f"nbump_{seed}"] = fits, numbers
        print(json.dumps({"seed": seed, "log_likelihood": likelihood, "seconds": seconds}), flush=True)
    np.savez(given.out, **kept)


if __name__ == "__main__":
    main()
