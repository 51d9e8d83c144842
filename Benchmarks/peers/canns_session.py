"""The work of `Benchmarks/run` done by canns: one process, one line of JSON for each piece of work.

usage: python canns_session.py SESSION.npz [--shuffle]

CPU seconds are those of all threads of the process. numba compiles a function when it is first called; a small call before the
measured one takes that out, and its time is reported as a piece of work of its own.
"""

import contextlib
import io
import json
import resource
import sys
import time


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(work, body, describe=lambda result: ""):
    wall, cpu = time.perf_counter(), cpu_seconds()
    with contextlib.redirect_stdout(io.StringIO()):
        result = body()
    line = {
        "work": work,
        "wall": [time.perf_counter() - wall],
        "cpu": [cpu_seconds() - cpu],
        "peak_memory_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "outcome": describe(result),
    }
    print(json.dumps(line), flush=True)
    return result


def import_canns():
    import canns.analyzer.data

    return canns.analyzer.data


def main(path, with_shuffle):
    data = measure("import", import_canns)
    import numpy as np
    from canns.analyzer.data.asa import tda

    def read():
        with np.load(path, allow_pickle=True) as archive:
            return {name: archive[name] for name in archive.files}

    session = measure("read", read, lambda session: ", ".join(session))

    def embed(speed_filter):
        return data.embed_spike_trains(session, config=data.SpikeEmbeddingConfig(speed_filter=speed_filter))

    def shape(embedded):
        return " x ".join(map(str, embedded[0].shape))

    measure("embed-speed", lambda: embed(True), shape)
    rates = measure("embed", lambda: embed(False), shape)[0]
    config = data.TDAConfig(maxdim=1, do_shuffle=False, show=False, progress_bar=False)

    random = np.random.default_rng(1)
    measure("compile", lambda: tda._sample_denoising(random.normal(size=(300, 6)), k=50, num_sample=40, metric="cosine", omega=1))

    def landmarks():
        times = tda._downsample_timepoints(rates, config.num_times)
        active = tda._select_active_timepoints(rates, times, config.active_times)
        cloud = tda._apply_pca_reduction(rates, active, config.dim, config.standardize)
        return active, cloud, tda._apply_denoising(cloud, config)

    active, cloud, chosen = measure("landmarks", landmarks, lambda found: f"{len(found[2])} landmarks of {len(found[0])} bins")
    chosen = chosen[0] if isinstance(chosen, tuple) else chosen

    def describe(persistence):
        lifetimes = sorted((death - birth for birth, death in persistence["dgms"][1]), reverse=True)
        return f"{len(lifetimes)} H1 bars, longest " + ", ".join(f"{life:.3f}" for life in lifetimes[:3])

    persistence = measure("homology", lambda: tda._compute_persistence_homology(cloud, chosen, config), describe)
    result = {"persistence": persistence, "indstemp": chosen, "movetimes": active, "n_points": config.n_points}
    measure(
        "decode",
        lambda: data.decode_circular_coordinates_multi(result, {**session, "spike": rates}, num_circ=2),
        lambda decoded: f"{len(decoded['coords'])} bins decoded",
    )
    if with_shuffle:
        measure(
            "shuffle",
            lambda: tda._run_shuffle_analysis(rates, num_shuffles=1, num_cores=1, progress_bar=False, config=config),
            lambda longest: f"longest H1 {longest[1]}",
        )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], "--shuffle" in sys.argv)
