#!/usr/bin/env python3
"""The work of Benchmarks/cells by pynapple, canns or statsmodels, in the Python that has them.

usage: cells_peer.py WORK FOLDER [FRAMES]

Prints a line of JSON with the CPU seconds of the call; imports and a small call before it, which compiles, are not in them."""

import json
import os
import sys
from pathlib import Path

import numpy as np


def session(folder):
    data = np.load(folder / "session.npz")
    trains = np.split(data["spike_times"], data["spike_index"][:-1])
    return data, trains


def timed(body):
    """CPU seconds, those of processes that it starts among them."""
    start = os.times()
    body()
    return sum(os.times()[:4]) - sum(start[:4])


def ratemaps(folder, *_):
    data, trains = session(folder)
    place = np.stack([data["x"], data["y"]], 1)
    try:
        import pynapple as nap
    except ImportError:
        from canns.analyzer.data.cell_classification.core.spatial_analysis import compute_rate_map
        compute_rate_map(trains[0], place, data["t"], spatial_bins=40)
        return timed(lambda: [compute_rate_map(train, place, data["t"], spatial_bins=40) for train in trains])
    units = nap.TsGroup({cell: nap.Ts(train) for cell, train in enumerate(trains)})
    track = nap.TsdFrame(t=data["t"], d=place, columns=["x", "y"])
    call = getattr(nap, "compute_tuning_curves", None)
    if call:
        call(units[[0, 1]], track, bins=40)
        return timed(lambda: call(units, track, bins=40))
    nap.compute_2d_tuning_curves(units[[0, 1]], track, 40)
    return timed(lambda: nap.compute_2d_tuning_curves(units, track, 40))


def gridscore(folder, *_):
    from canns.analyzer.data.cell_classification.core.grid_cells import GridnessAnalyzer, compute_2d_autocorrelation
    from canns.analyzer.data.cell_classification.core.spatial_analysis import compute_rate_map
    data, trains = session(folder)
    place = np.stack([data["x"], data["y"]], 1)
    analyzer = GridnessAnalyzer()

    def one(train):
        rates = compute_rate_map(train, place, data["t"], spatial_bins=40, smoothing_sigma=1.2)[0]
        analyzer.compute_gridness_score(compute_2d_autocorrelation(rates))

    one(trains[0])
    return timed(lambda: [one(train) for train in trains])


def autocorrelogram(folder, *_):
    data = np.load(folder / "many.npz")
    try:
        import pynapple as nap
    except ImportError:
        from canns.analyzer.data.cell_classification.core.btn import _isi_autocorr
        _isi_autocorr({0: data["spike_times"][:100]})
        return timed(lambda: _isi_autocorr({0: data["spike_times"]}))
    units = nap.TsGroup({0: nap.Ts(data["spike_times"])})
    small = nap.TsGroup({0: nap.Ts(data["spike_times"][:100])})
    nap.compute_autocorrelogram(small, binsize=0.001, windowsize=0.2)
    return timed(lambda: nap.compute_autocorrelogram(units, binsize=0.001, windowsize=0.2))


def stripes(folder, *_):
    from canns.analyzer.data.asa.cohomap import fit_cohomap_stripes
    x, y = np.meshgrid(np.linspace(0, 1, 100), np.linspace(0, 1, 100))
    maps = [np.mod(wave, 2 * np.pi) for wave in (14 * x + 3 * y, 13 * y - 5 * x)]
    return timed(lambda: [fit_cohomap_stripes(phases) for phases in maps]) / 2


def animation(folder, frames):
    import matplotlib
    matplotlib.use("Agg")
    from canns.analyzer.data.asa import plotting
    # canns 1.5 makes a map of 49 x 49 for a surface of 50 x 50 faces, and matplotlib refuses it with the defaults of both. One more
    # row and column let the rest of its work run as it is.
    smoothed = plotting._smooth_tuning_map
    plotting._smooth_tuning_map = lambda *given, **options: np.pad(smoothed(*given, **options), ((0, 1), (0, 1)), "wrap")
    data, trains = session(folder)
    decoded = np.load(folder / "results/decode.npz")
    counts = len(decoded["t"])
    result = {"coordsbox": decoded["coordinates"], "times_box": np.arange(counts)}
    spikes = {"spike": {cell: train for cell, train in enumerate(trains)}, "t": data["t"], "x": data["x"], "y": data["y"]}
    return timed(lambda: plotting.plot_3d_bump_on_torus(
        result, spikes, n_frames=int(frames), show=False, show_progress=False, save_path=str(folder / "canns.gif"),
        render_workers=0))


def models(folder, *_):
    """The eleven models (each of five families, all, all but each) of one cell on four fifths of the time; times 5 folds and 120 cells."""
    import warnings

    import statsmodels.api as sm
    warnings.simplefilter("ignore")
    data, trains = session(folder)
    decoded = np.load(folder / "results/decode.npz")
    edges = np.arange(data["t"][0], data["t"][-1], 0.02)
    middle = (edges[1:] + edges[:-1]) / 2
    counts = np.histogram(trains[0], edges)[0]
    x, y = (np.interp(middle, data["t"], data[name]) for name in ("x", "y"))
    speed = np.hypot(np.gradient(x), np.gradient(y)) / 0.02
    heading = data["head_direction"][np.clip(np.searchsorted(data["t"], middle), 0, len(data["t"]) - 1)]
    nearest = np.clip(np.searchsorted(decoded["t"], middle), 0, len(decoded["t"]) - 1)
    angles = decoded["coordinates"][nearest]

    def cut(values, low, high, bins):
        return np.clip(((values - low) / (high - low) * bins).astype(int), 0, bins - 1)

    turn = 2 * np.pi
    families = [
        cut(angles[:, 0], 0, turn, 15) * 15 + cut(angles[:, 1], 0, turn, 15), cut(x, 0, 1, 15) * 15 + cut(y, 0, 1, 15),
        cut(heading, 0, turn, 18), cut(speed, 0, np.quantile(speed, 0.975), 10), cut((turn * 8 * middle) % turn, 0, turn, 18)]
    blocks = [np.eye(family.max() + 1)[family][:, 1:] for family in families]
    training = (middle // 10).astype(int) % 5 != 0
    sets = [[k] for k in range(5)] + [list(range(5))] + [[j for j in range(5) if j != k] for k in range(5)]

    def fit(chosen):
        design = np.hstack([np.ones((len(counts), 1))] + [blocks[k] for k in chosen])[training]
        sm.GLM(counts[training], design, family=sm.families.Poisson()).fit(maxiter=8)

    return 5 * 120 * timed(lambda: [fit(chosen) for chosen in sets])


if __name__ == "__main__":
    work, folder = sys.argv[1], Path(sys.argv[2])
    print(json.dumps(dict(cpu=globals()[work](folder, *sys.argv[3:]))), flush=True)
