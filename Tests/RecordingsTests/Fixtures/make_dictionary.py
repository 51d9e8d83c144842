"""A session that was saved as one dictionary: two cells, six samples of tracking. Run in this folder with NumPy."""
import numpy as np

t = np.arange(6) / 10
spike = {10: np.array([0.11, 0.42]), 2: np.array([0.25])}
session = {"spike": spike, "t": t, "x": 0.1 * np.arange(6), "y": np.full(6, 0.5)}
np.save("dictionary.npy", np.array(session, dtype=object))
