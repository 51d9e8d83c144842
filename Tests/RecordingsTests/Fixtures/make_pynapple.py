"""Writes pynapple.npz: a TsGroup with two stretches of time support and metadata of its cells, of which one is noise and
another more than one cell.

Needs numpy 2.4.6 and pynapple 0.11.4: python make_pynapple.py
"""

import numpy as np
import pynapple

support = pynapple.IntervalSet([0, 20], [10, 30])
times = [np.arange(40) * 0.7 + 0.01 * cell for cell in range(4)]
group = pynapple.TsGroup(
    {3 * cell + 1: pynapple.Ts(times[cell]) for cell in range(4)}, time_support=support,
    metadata={"quality": ["good", "noise", "mua", "good"], "area": ["mec"] * 4})
group.save("pynapple.npz")
