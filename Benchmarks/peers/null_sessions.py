"""Sessions without a ring or a torus, for `Benchmarks/false-positives`. Needs NumPy."""

import numpy as np

MINUTES = 6
STEP = 0.01


def walk(random, bins):
    """A path in a box of 1.5 m, reflected at its walls: position [bins, 2] in m and heading [bins] in rad."""
    turn = np.cumsum(random.normal(0, 3.0 * np.sqrt(STEP), bins))
    speed = 0.2 * (1 + 0.5 * np.sin(np.cumsum(random.normal(0, 0.3 * np.sqrt(STEP), bins))))
    steps = np.c_[np.cos(turn), np.sin(turn)] * speed[:, None] * STEP
    path = np.cumsum(steps, 0) + random.random(2)
    folded = np.mod(path, 3.0)
    return np.where(folded > 1.5, 3.0 - folded, folded), turn


def grid_rates(random, path, cells, spacing):
    turn = random.uniform(0, np.pi / 3)
    waves = [np.array([np.cos(turn + k * np.pi / 3), np.sin(turn + k * np.pi / 3)]) * 4 * np.pi / (np.sqrt(3) * spacing) for k in range(3)]
    phases = random.uniform(0, 2, (cells, 2))
    total = sum(np.cos((path[:, None, :] - phases[None]) @ wave) for wave in waves)
    return 15 * np.exp(1.5 * (total / 3 - 1))


def direction_rates(random, heading, cells):
    preferred = random.uniform(0, 2 * np.pi, cells)
    return 0.5 + 20 * np.exp(4 * (np.cos(heading[:, None] - preferred) - 1))


def slow(random, bins, cells, seconds):
    """A Gaussian process of unit variance with the given correlation time, for each cell."""
    keep = np.exp(-0.1 / seconds)
    coarse = np.empty((bins // 10 + 1, cells))
    coarse[0] = random.normal(size=cells)
    for step in range(1, len(coarse)):
        coarse[step] = keep * coarse[step - 1] + np.sqrt(1 - keep**2) * random.normal(size=cells)
    return np.repeat(coarse, 10, 0)[:bins]


def shift(random, counts):
    return np.stack([np.roll(column, random.integers(len(column))) for column in counts.T], 1)


KINDS = [
    "independent Poisson cells", "independent bursty cells", "independent cells with slow rates", "shifted grid cells",
    "shifted head-direction cells", "duplicated cells", "cells with a shared gain", "two grid modules", "place cells in a box",
]


def session(kind, random):
    """Spike counts [bins, cells]."""
    bins, cells = int(MINUTES * 60 / STEP), int(random.integers(30, 81))
    mean = random.lognormal(np.log(2.0), 0.7, cells)
    if kind == "independent bursty cells":
        counts = random.poisson(mean * STEP / 3, (bins, cells))
        for lag in range(1, 4):
            counts[lag:] += random.binomial(counts[:-lag], 0.6)
        return counts
    if kind == "independent cells with slow rates":
        return random.poisson(mean * STEP * np.exp(0.8 * slow(random, bins, cells, random.uniform(0.3, 5))))
    if kind == "cells with a shared gain":
        return random.poisson(mean * STEP * np.exp(0.6 * slow(random, bins, 1, random.uniform(0.3, 5))))
    if kind in ("shifted grid cells", "two grid modules", "place cells in a box", "shifted head-direction cells"):
        path, heading = walk(random, bins)
        if kind == "shifted head-direction cells":
            return shift(random, random.poisson(direction_rates(random, heading, cells) * STEP))
        if kind == "place cells in a box":
            centres = random.uniform(0, 1.5, (cells, 2))
            rates = 15 * np.exp(-((path[:, None] - centres) ** 2).sum(-1) / (2 * 0.15**2))
            return random.poisson(rates * STEP)
        spacing = random.uniform(0.4, 0.7)
        if kind == "shifted grid cells":
            return shift(random, random.poisson(grid_rates(random, path, cells, spacing) * STEP))
        half = cells // 2
        both = [grid_rates(random, path, half, spacing), grid_rates(random, path, cells - half, 1.5 * spacing)]
        return random.poisson(np.concatenate(both, 1) * STEP)
    counts = random.poisson(mean * STEP, (bins, cells))
    if kind == "duplicated cells":
        for _ in range(int(random.integers(1, 5))):
            # The same unit sorted twice, with some spikes lost.
            copy = random.binomial(counts[:, [random.integers(cells)]], 0.97)
            counts = np.concatenate([counts, copy], 1)
    return counts
