"""Sessions whose states lie on a known shape, for `Benchmarks/verdicts`: rings and tori, and what could be taken for one.

Of every kind the number of cells and the minutes are asked for; everything else is drawn. Needs NumPy.
"""

import numpy as np
from null_sessions import STEP, grid_rates, walk
from positive_sessions import head_direction, module_counts

TURN = 2 * np.pi


def slow(random, bins, seconds, signals):
    """Gaussian signals of unit variance and the given correlation time, [bins, signals]."""
    every = max(1, int(seconds / 20 / STEP))
    coarse, keep = np.empty((bins // every + 2, signals)), np.exp(-every * STEP / seconds)
    coarse[0] = random.normal(size=signals)
    pushes = np.sqrt(1 - keep**2) * random.normal(size=coarse.shape)
    for step in range(1, len(coarse)):
        coarse[step] = keep * coarse[step - 1] + pushes[step]
    at = np.arange(bins) / every
    return np.stack([np.interp(at, np.arange(len(coarse)), column) for column in coarse.T], 1)


def places(random, path, cells, width, peak=15):
    """Place cells whose centres are points of the path."""
    centres = path[random.integers(0, len(path), cells)]
    return 0.1 + peak * np.exp(-((path[:, None] - centres[None]) ** 2).sum(-1) / (2 * width**2))


def bell(values, centres, width):
    return np.exp(-((values[:, None] - centres) ** 2) / (2 * width**2))


# --- rings

def ring(random, bins, cells, concentration=4.0, base=0.5, peak=20.0, gain=0.0, untuned=0.0, double=0.0, uneven=0.0):
    heading = head_direction(random, bins)
    if uneven:
        heading = heading + uneven * np.sin(heading)
    preferred = random.uniform(0, TURN, cells)
    rates = np.exp(concentration * (np.cos(heading[:, None] - preferred) - 1))
    twice = random.random(cells) < double
    rates[:, twice] += np.exp(concentration * (np.cos(heading[:, None] - preferred[twice] - random.uniform(1.5, 4.5, twice.sum())) - 1))
    rates = base + peak * rates
    flat = random.random(cells) < untuned
    rates[:, flat] = random.uniform(1, 8, flat.sum())
    if gain:
        rates *= np.exp(gain * slow(random, bins, 3.0, 1))
    return rates


# --- sheets, intervals and other things that are no ring

def linear_track(random, bins, cells, directional=False, grid=False):
    place, way, pause = 0.0, 1, 0
    x, ways, speeds = np.empty(bins), np.empty(bins), 0.35 * STEP * (0.6 + 0.8 * random.random(bins))
    for step in range(bins):
        if pause > 0:
            pause -= 1
        else:
            place += way * speeds[step]
            if not 0 < place < 2:
                place, way, pause = min(max(place, 0.0), 2.0), -way, int(random.uniform(0.5, 3) / STEP)
        x[step], ways[step] = place, way
    if grid:
        return grid_rates(random, np.c_[x, np.full(bins, 0.3)], cells, 0.55)
    if directional:
        rates = sum((ways == way)[:, None] * (random.random(cells) < 0.75) * bell(x, random.uniform(0, 2, cells), 0.15) for way in (1, -1))
        return 0.1 + 15 * rates
    return 0.1 + 15 * bell(x, random.uniform(0, 2, cells), 0.15)


def gradients(random, bins, cells):
    path, _ = walk(random, bins)
    way = random.uniform(0, TURN, cells)
    return 10 / (1 + np.exp(-4 * (path - 0.75) @ np.array([np.cos(way), np.sin(way)])))


def factors(random, bins, cells, count=2, strength=0.7, linear=False):
    signals = slow(random, bins, random.uniform(1, 4), count)
    weights, mean = strength * random.normal(size=(count, cells)), random.lognormal(np.log(3.0), 0.6, cells)
    if linear:
        return 2 * mean * np.clip(1 + signals @ weights, 0, None)
    return mean * np.exp(signals @ weights - 0.5 * (weights**2).sum(0))


def speed_and_arousal(random, bins, cells):
    speed, arousal = np.abs(slow(random, bins, 2.0, 1)), slow(random, bins, 8.0, 1)
    signals = np.c_[(speed - speed.mean()) / speed.std(), arousal]
    weights = np.stack([random.normal(0.1, 0.4, cells), random.normal(0, 0.4, cells)])
    return random.lognormal(np.log(3.0), 0.6, cells) * np.exp(signals @ weights)


def around(random, bins, cells, hole, width):
    """Place cells of a round arena with something in its middle: all of the path is pushed out of a disc of radius `hole`."""
    path, _ = walk(random, bins)
    offset = path - 0.75
    far = np.maximum(np.hypot(*offset.T), 1e-6)
    outer = 0.75 * np.sqrt(2)
    return places(random, offset * ((hole + far * (1 - hole / outer)) / far)[:, None], cells, width)


def annulus(random, bins, cells, hole, width):
    """A random walk on a ring of inner radius `hole` and outer radius 1, reflected at both."""
    steps = random.normal(0, 0.35 * np.sqrt(STEP), (bins, 2))
    place, path = np.array([(1 + hole) / 2, 0.0]), np.empty((bins, 2))
    for step in range(bins):
        moved = place + steps[step]
        far = np.hypot(*moved)
        if far > 1 or far < hole:
            moved *= ((2 if far > 1 else 2 * hole) - far) / far
        place = path[step] = moved
    return places(random, path, cells, width)


def circular_track(random, bins, cells):
    speed = np.clip(0.5 + 0.35 * slow(random, bins, 2.0, 1)[:, 0], 0, None)
    phase = np.cumsum(speed) * STEP
    return 0.1 + 15 * np.exp(8 * (np.cos(phase[:, None] - random.uniform(0, TURN, cells)) - 1))


def figure_eight(random, bins, cells):
    way, path, side = 0.0, np.empty((bins, 2)), 1
    for step, length in enumerate(0.35 * STEP * (0.6 + 0.8 * random.random(bins))):
        way += length
        if way >= 2.4:
            way, side = way - 2.4, random.choice([-1, 1])
        leg, along = divmod(way, 0.6)
        path[step] = [(0, along), (side * along, 0.6), (side * 0.6, 0.6 - along), (side * (0.6 - along), 0)][int(leg)]
    return places(random, path, cells, 0.12)


def time_cells(random, bins, cells):
    rates, centres, first = np.full((bins, cells), 0.2), random.uniform(0, 8, cells), 0
    while first < bins:
        length = min(bins - first, 800)
        rates[first : first + length] += 15 * bell(np.arange(length) * STEP, centres, 0.6)
        first += length + int(random.uniform(4, 12) / STEP)
    return rates


def sphere(random, bins, cells):
    point, points = np.array([0, 0, 1.0]), np.empty((bins, 3))
    for step, turn in enumerate(1.5 * slow(random, bins, 0.5, 3)):
        point = point + np.cross(turn, point) * STEP
        point /= np.linalg.norm(point)
        points[step] = point
    centres = random.normal(size=(cells, 3))
    return 0.5 + 18 * np.exp(4 * (points @ (centres / np.linalg.norm(centres, axis=1)[:, None]).T - 1))


def assemblies(random, bins, cells, in_turn):
    rates, members, first, active = np.full((bins, cells), 0.5), random.integers(0, 4, cells), 0, 0
    while first < bins:
        length = int(random.exponential(0.6) / STEP) + 10
        rates[first : first + length] += 12 * (members == active)
        first, active = first + length, (active + (1 if in_turn else random.integers(1, 4))) % 4
    return rates


def rhythm(random, bins, cells, hertz, jitter):
    phase = np.cumsum(TURN * hertz * (1 + jitter * slow(random, bins, 1.0, 1)[:, 0])) * STEP
    return random.lognormal(np.log(3.0), 0.6, cells) * (1 + 0.9 * np.cos(phase[:, None] - random.uniform(0, TURN, cells)))


def shared_gain_rhythm(random, bins, cells):
    phase = np.cumsum(TURN * 0.3 * (1 + 0.15 * slow(random, bins, 1.0, 1))) * STEP
    return random.lognormal(np.log(3.0), 0.6, cells) * np.exp(np.cos(phase)[:, None] * random.uniform(0.2, 1.2, cells))


def two_rings(random, bins, cells):
    return np.c_[ring(random, bins, cells // 2), ring(random, bins, cells - cells // 2)]


def direction_by_place(random, bins, cells):
    path, heading = walk(random, bins)
    field = np.exp(-((path[:, None] - random.uniform(0, 1.5, (cells, 2))) ** 2).sum(-1) / (2 * 0.35**2))
    return 0.2 + 25 * field * np.exp(2.5 * (np.cos(heading[:, None] - random.uniform(0, TURN, cells)) - 1))


def smooth_maps(random, bins, cells):
    path, _ = walk(random, bins)
    waves = random.normal(0, 0.5 * TURN, (12, 2))
    parts = np.cos(path @ waves.T + random.uniform(0, TURN, 12)) @ random.normal(size=(12, cells))
    return random.lognormal(np.log(3.0), 0.6, cells) * np.exp(0.9 * parts / np.sqrt(6))


def borders(random, bins, cells):
    path, _ = walk(random, bins)
    distance = np.c_[path, 1.5 - path][:, random.integers(0, 4, cells)]
    return 0.3 + 15 * np.exp(-distance / random.uniform(0.1, 0.3, cells))


def over_session(random, bins, cells, kind):
    part, mean = np.arange(bins)[:, None] / bins, random.lognormal(np.log(3.0), 0.6, cells)
    if kind == "closed":
        return mean * np.exp(0.8 * np.cos(TURN * part - random.uniform(0, TURN, cells)))
    if kind == "ramp":
        return mean * np.exp(2 * random.normal(size=cells) * (part - 0.5))
    return 0.05 + 8 * bell(part[:, 0], random.uniform(-0.2, 1.2, cells), 0.2)


def artefacts(random, bins, cells):
    rates = np.tile(random.lognormal(np.log(3.0), 0.6, cells), (bins, 1))
    for first in random.integers(0, bins, 60):
        rates[first : first + 30] += 150 * random.random(cells)
    return rates


def speed_tuned(random, bins, cells):
    speed = 20 * np.abs(slow(random, bins, 1.5, 1)[:, 0])
    return 0.3 + 12 * bell(speed, random.uniform(0, 50, cells), 8.0)


def part_of_a_ring(random, bins, cells):
    """A heading that never leaves 200° of the circle."""
    heading = head_direction(random, bins)
    span = np.radians(200)
    folded = np.mod(heading, 2 * span)
    folded = np.where(folded > span, 2 * span - folded, folded)
    return 0.5 + 20 * np.exp(4 * (np.cos(folded[:, None] - random.uniform(0, TURN, cells)) - 1))


# For each kind the verdict that is right, and a function of a random stream, bins and cells that gives rates, Hz. "loop" is a
# shape of the behaviour: the states are a circle (or the two circles of two rings), and the report says what explains it.
SHAPES = {
    "ring": ("ring", ring),
    "ring, narrow fields": ("ring", lambda *s: ring(*s, concentration=20.0)),
    "ring, broad fields": ("ring", lambda *s: ring(*s, concentration=1.0)),
    "ring, common gain": ("ring", lambda *s: ring(*s, gain=0.4)),
    "ring, 30 % untuned": ("ring", lambda *s: ring(*s, untuned=0.3)),
    "ring, weak": ("ring", lambda *s: ring(*s, base=1.0, peak=6.0)),
    "ring, 40 % two-peaked": ("ring", lambda *s: ring(*s, double=0.4)),
    "ring, uneven heading": ("ring", lambda *s: ring(*s, uneven=0.7)),
    "linear track": ("", linear_track),
    "gradients over a box": ("", gradients),
    "two linear signals": ("", lambda *s: factors(*s, strength=0.5, linear=True)),
    "two log-linear signals": ("", factors),
    "two weak signals": ("", lambda *s: factors(*s, strength=0.35)),
    "speed and arousal": ("", speed_and_arousal),
    "wide obstacle": ("", lambda *s: around(*s, hole=0.35, width=0.2)),
    "annulus, hole 0.25": ("", lambda *s: annulus(*s, hole=0.25, width=0.25)),
    "disc": ("", lambda *s: annulus(*s, hole=0.0, width=0.25)),
    "part of a ring": ("", part_of_a_ring),
    "three signals": ("", lambda *s: factors(*s, count=3, strength=0.6)),
    "directional fields on a track": ("", lambda *s: linear_track(*s, directional=True)),
    "smooth maps of a box": ("", smooth_maps),
    "border cells": ("", borders),
    "figure-eight maze": ("", figure_eight),
    "sphere": ("", sphere),
    "direction by place": ("", direction_by_place),
    "assemblies in turn": ("", lambda *s: assemblies(*s, in_turn=True)),
    "assemblies at random": ("", lambda *s: assemblies(*s, in_turn=False)),
    "rhythm of 8 Hz": ("", lambda *s: rhythm(*s, hertz=8, jitter=0.08)),
    "rhythm of 1.5 Hz": ("", lambda *s: rhythm(*s, hertz=1.5, jitter=0.15)),
    "common rhythm": ("", shared_gain_rhythm),
    "ramps over the session": ("", lambda *s: over_session(*s, kind="ramp")),
    "drift of the probe": ("", lambda *s: over_session(*s, kind="drift")),
    "artefacts on all channels": ("", artefacts),
    "speed cells": ("", speed_tuned),
    "two rings": ("loop", two_rings),
    "grid cells on a track": ("loop", lambda *s: linear_track(*s, grid=True)),
    "circular track": ("loop", circular_track),
    "annulus, hole 0.85": ("loop", lambda *s: annulus(*s, hole=0.85, width=0.25)),
    "time cells in trials": ("loop", time_cells),
    "closed drift": ("loop", lambda *s: over_session(*s, kind="closed")),
}

# Modules of grid cells, with the preset `grid`.
TORI = {"hexagonal module": np.pi / 3, "square module": np.pi / 2}


def shape_counts(kind, random, cells, minutes):
    """Spike counts, [bins, cells]."""
    bins = int(minutes * 60 / STEP)
    if kind in TORI:
        return module_counts(random, bins, cells, 15, 0.1, TORI[kind])
    return random.poisson(SHAPES[kind][1](random, bins, cells) * STEP)
