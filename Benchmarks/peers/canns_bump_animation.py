"""The bump animation of canns with two numbers of frames: a line of JSON with the CPU seconds of each.

usage: python canns_bump_animation.py OUT.gif FRAMES FRAMES

One bump that turns; 800 × 600 pixels, without a window.
"""

import contextlib
import io
import json
import resource
import sys

import matplotlib

matplotlib.use("Agg")
import numpy as np
from canns.analyzer.data.asa.fly_roi import CANN1DPlotConfig, create_1d_bump_animation


def cpu():
    """Of this process and of those that it started (an encoder)."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def seconds(path, frames):
    t = np.arange(frames)
    fits = np.column_stack([t, (0.05 * t) % (2 * np.pi), 1 + 0.2 * np.sin(0.1 * t), np.full(frames, 2.4)])
    config = CANN1DPlotConfig.for_bump_animation(
        show=False, save_path=path, nframes=frames, figsize=(8, 6), show_progress_bar=False)
    start = cpu()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        create_1d_bump_animation(fits, config=config)
    return cpu() - start


path, counts = sys.argv[1], [int(word) for word in sys.argv[2:4]]
seconds(path, 5)
print(json.dumps({"frames": counts, "cpu": [seconds(path, count) for count in counts]}))
