#!/usr/bin/env python3
"""canns 1.5 (and the finder of slow points of BrainPy) at the work of models_ours.swift.

usage: models_peer.py WORK ROUNDS

Prints a line of JSON for each round: CPU seconds and a number of the result. What is compiled is compiled before the first round,
unless the work says otherwise.
"""

import contextlib
import io
import json
import os
import resource
import sys
import tempfile


def cpu():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def rounds(body, count, warm=True):
    if warm:
        body()
    for _ in range(count):
        start = cpu()
        result = body()
        print(json.dumps(dict(cpu=cpu() - start, result=float(result))), flush=True)


def network(count, two):
    import brainpy.math as bm
    import jax
    import jax.numpy as jnp
    from canns.models.basic import CANN1D, CANN2D
    from canns.task.tracking import SmoothTracking1D, SmoothTracking2D
    bm.set_dt(0.1)
    if two:
        model = CANN2D(length=64)
        task = SmoothTracking2D(
            model, Iext=([0.0, 0.0], [1.0, 1.0], [0.75, 0.75], [2.0, 2.0], [1.75, 1.75]), duration=(25.0,) * 4, time_step=0.1)
    else:
        model = CANN1D(num=512)
        task = SmoothTracking1D(model, Iext=(1.0, 0.75, 2.0, 1.75, 3.0), duration=(250.0,) * 4, time_step=0.1)
    task.get_data(progress_bar=False)
    data = jnp.asarray(task.data)

    def step(stimulus):
        model.update(stimulus)
        return model.u.value
    run = bm.jit(lambda d: bm.for_loop(step, d))
    rounds(lambda: jax.block_until_ready(run(data))[-1].max(), count)


def theta_sweep(count):
    import brainpy.math as bm
    import jax
    import jax.numpy as jnp
    import numpy as np
    from canns.models.basic.theta_sweep_model import DirectionCellNetwork, GridCellNetwork
    # 20 of the 2,000 steps, which take minutes.
    steps = 20
    bm.set_dt(1.0)
    directions = DirectionCellNetwork(num=100, adaptation_strength=15, noise_strength=0.0)
    grid = GridCellNetwork(
        num_dc=100, num_gc_x=100, adaptation_strength=8, mapping_ratio=10, noise_strength=0.0, phase_offset=1 / 20)
    t = np.arange(steps) * 1e-3
    position = np.stack([0.75 + 0.5 * np.cos(2 * t), 0.75 + 0.5 * np.sin(2 * t)], 1).astype("f")
    heading = (((2 * t + np.pi / 2) + np.pi) % (2 * np.pi) - np.pi).astype("f")
    phase = 2 * np.pi * (np.mod(np.arange(steps), 100) / 100) - np.pi

    def step(p, h, a, b):
        directions.update(h, a)
        grid.update(p, directions.r.value, b)
        return directions.center.value, grid.center_position.value
    run = bm.jit(lambda *x: bm.for_loop(step, x))
    data = tuple(map(jnp.asarray, (
        position, heading, (1 + 0.5 * np.cos(phase)).astype("f"), (1 + 1.5 * np.cos(phase)).astype("f"))))
    jax.block_until_ready(run(*data))
    for _ in range(count):
        start = cpu()
        jax.block_until_ready(run(*data))
        print(json.dumps(dict(cpu=(cpu() - start) * 2000 / steps, result=0.0)), flush=True)


def landscape(count, two):
    import matplotlib
    matplotlib.use("Agg")
    import numpy as np
    from canns.analyzer.visualization.energy_plots import energy_landscape_1d_animation, energy_landscape_2d_animation
    frames = 300
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "landscape.gif")
        common = dict(fps=30, time_steps_per_second=30, save_path=path, show=False, show_progress_bar=False, figsize=(8, 6), output_dpi=100)

        def draw():
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                if two:
                    y, x = np.mgrid[0:64, 0:64]
                    data = np.stack([np.exp(-((x - 10 - 0.1 * f) ** 2 + (y - 32) ** 2) / 100) for f in range(frames)])
                    energy_landscape_2d_animation(data, **common)
                else:
                    x = -180 + 360 * np.arange(512) / 512
                    center = 0.5 * np.arange(frames)[:, None] - 75
                    sets = {
                        "u": (x, np.exp(-((x - center) ** 2) / 2000)),
                        "input": (x, 0.6 * np.exp(-((x - center - 10) ** 2) / 2000)),
                    }
                    energy_landscape_1d_animation(sets, **common)
            return os.path.getsize(path)
        rounds(draw, count, warm=False)


def geodesics(count):
    import numpy as np
    from canns.task import navigation_base
    costs = np.ones((100, 100), np.int32)
    costs[:60, 49] = 2**31 - 1
    free = np.flatnonzero(costs.ravel() == 1)
    sources = free[np.arange(100) * len(free) // 100]

    def run():
        return max(
            navigation_base._dijkstra_numba(costs, 0.01, 0.01, source)[free].max() for source in sources)
    rounds(run, count)


def fixed_points(count):
    # The notebook of seed 003: 1257 candidates of a ring of 512 neurons, the finder of slow points of BrainPy.
    import brainpy as bp
    import brainpy.math as bm
    import numpy as np
    from canns.models.basic import CANN1D
    bm.set_dt(0.1)
    model = CANN1D(num=512, k=0.1, A=30)
    weights, rho = model.conn_mat.value if hasattr(model.conn_mat, "value") else model.conn_mat, None

    def velocity(u):
        square = bm.square(u)
        rates = square / (1.0 + model.k * bm.sum(square, axis=-1, keepdims=True))
        return -u + rates @ weights
    candidates = np.stack([np.asarray(model.get_stimulus_by_pos(p)) for p in np.arange(-np.pi, np.pi, 0.005)])

    def run():
        with contextlib.redirect_stdout(io.StringIO()):
            finder = bp.analysis.SlowPointFinder(f_cell=velocity, f_type="continuous")
            finder.find_fps_with_gd_method(
                candidates=candidates, tolerance=1e-6, num_batch=200, optimizer=bp.optim.Adam(lr=0.05))
            finder.filter_loss(1e-8)
        return finder.num_fps
    rounds(run, count, warm=False)


work, count = sys.argv[1], int(sys.argv[2])
{
    "ring": lambda: network(count, False), "torus": lambda: network(count, True), "theta-sweep": lambda: theta_sweep(count),
    "landscape-1d": lambda: landscape(count, False), "landscape-2d": lambda: landscape(count, True),
    "geodesics": lambda: geodesics(count), "fixed-points": lambda: fixed_points(count),
}[work]()
