"""Sessions with a ring or a torus, for `Benchmarks/false-positives --positives`. Needs NumPy."""

import numpy as np
from null_sessions import STEP, slow, walk

# For each kind the preset that is meant for it, and the verdict that is right.
POSITIVES = {
    "head-direction cells": ("head-direction", "ring"),
    "few or noisy head-direction cells": ("head-direction", "ring"),
    "hexagonal module": ("grid", "torus"),
    "square module": ("grid", "torus"),
    "few or noisy grid cells": ("grid", "torus"),
}
LENGTHS = (4, 10, 20)


def head_direction(random, bins):
    """A heading that wanders as a head does: the speed of turning is correlated over half a second."""
    keep = np.exp(-STEP / 0.5)
    push = random.normal(0, 1.2 * np.sqrt(1 - keep**2), bins)
    speed = np.empty(bins)
    value = 0.0
    for step in range(bins):
        value = keep * value + push[step]
        speed[step] = value
    return np.cumsum(speed) * STEP + random.uniform(0, 2 * np.pi)


def direction_counts(random, bins, cells, peak, base):
    """Cells of various widths and rates whose preferred directions are not evenly spread, under a shared slow gain."""
    heading = head_direction(random, bins)
    preferred, width = random.uniform(0, 2 * np.pi, cells), random.uniform(1.5, 6, cells)
    top = peak * random.lognormal(0, 0.5, cells)
    gain = np.exp(random.uniform(0, 0.3) * slow(random, bins, 1, 5.0))
    tuning = base + top * np.exp(width * (np.cos(heading[:, None] - preferred) - 1))
    return random.poisson(gain * tuning * STEP)


def module_rates(random, bins, cells, peak, base, angle):
    """Rates [bins, cells] of grid cells of one module whose two lattice directions are `angle` apart."""
    path, _ = walk(random, bins)
    spacing, turn = random.uniform(0.35, 0.6), random.uniform(0, np.pi)
    first = np.array([np.cos(turn), np.sin(turn)]) * 2 * np.pi / (spacing * np.sin(angle))
    second = np.array([np.cos(turn + angle), np.sin(turn + angle)]) * 2 * np.pi / (spacing * np.sin(angle))
    waves = [first, second] + ([second - first] if angle < 1.2 else [])
    phases = random.uniform(0, 2 * spacing, (cells, 2))
    total = sum(np.cos((path[:, None, :] - phases[None]) @ wave) for wave in waves)
    top = peak * random.lognormal(0, 0.4, cells)
    sharp = 3.0 if len(waves) == 2 else 4.0
    return base + top * np.exp(sharp * (total / len(waves) - 1))


def module_counts(random, bins, cells, peak, base, angle):
    return random.poisson(module_rates(random, bins, cells, peak, base, angle) * STEP)


def positive(kind, random, minutes):
    """Spike counts [bins, cells]."""
    bins = int(minutes * 60 / STEP)
    few = kind.startswith("few")
    if "direction" in kind:
        cells = int(random.integers(10, 21)) if few else int(random.integers(20, 61))
        return direction_counts(random, bins, cells, *((8, 1.0) if few else (20, 0.5)))
    cells = int(random.integers(20, 61)) if few else int(random.integers(50, 121))
    angle = np.pi / 2 if kind == "square module" or (few and random.random() < 0.5) else np.pi / 3
    return module_counts(random, bins, cells, *((8, 0.5) if few else (15, 0.1)), angle)
