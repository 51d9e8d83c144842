"""Writes the tables of HDF5 files and of NPZ files beside it, as pandas and PyTables do.

Needs numpy, pandas and tables: python make_tables.py
"""

import numpy as np
import pandas as pd
import tables

t = np.arange(100) / 25
tracking = pd.DataFrame({"t": t, "x": 0.5 + 0.3 * np.sin(t), "y": 0.4 + 0.2 * np.cos(t)})
spike = np.arange(40)
spikes = pd.DataFrame({"unit": spike % 3, "time": 0.1 * spike + 0.05})


def frames(name, tracking, **options):
    with pd.HDFStore(f"tables-{name}.h5", "w", complevel=9, complib="zlib") as store:
        store.put("spikes", spikes, track_times=False, **options)
        store.put("tracking", tracking, track_times=False, **options)


frames("fixed", tracking, format="fixed")
frames("table", tracking, format="table", index=False)
frames("fixed-index", tracking.set_index("t"), format="fixed")
frames("table-index", tracking.set_index("t"), format="table", index=False)
frames("table-columns", tracking, format="table", index=False, data_columns=True)
packed = tables.Filters(complevel=9)
with tables.open_file("tables-records.h5", "w") as file:
    file.create_table("/", "spikes", spikes.to_records(index=False), filters=packed)
    file.create_table("/", "tracking", tracking.to_records(index=False), filters=packed)
np.savez(
    "tables-dictionary.npz",
    spikes=np.array([spikes.time[spikes.unit == cell].to_numpy() for cell in range(3)], dtype=object),
    tracking=np.array({name: tracking[name].to_numpy() for name in tracking}, dtype=object),
)
