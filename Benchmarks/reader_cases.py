"""The cases of Benchmarks/readers: what is read, with what, and how a file for it is made.

A case is a dictionary:
    name     as it stands in the table
    make     Python source run by the peers' Python; sys.argv[1] is the file to write, sys.argv[2] a scale from 0 to 1
    suffix   of that file
    ours     arguments of Benchmarks' own program, the first before the file
    peers    (name, Python source that reads sys.argv[1] and prints one number that both sides must agree on)
To add a case, append to CASES.
"""

MAKE_UNITS = """
import sys, warnings
import numpy as np
from datetime import datetime, timezone
from hdmf.backends.hdf5 import H5DataIO
from hdmf.common import VectorData, VectorIndex
from pynwb import NWBHDF5IO, NWBFile
from pynwb.misc import Units
warnings.simplefilter("ignore")
units, spikes = 1000, int(50_000_000 * float(sys.argv[2]))
random = np.random.default_rng(1)
ends = np.sort(random.integers(0, spikes, units)); ends[-1] = spikes
times = random.uniform(0, 7200, spikes)
start = 0
for end in ends:
    times[start:end].sort(); start = end
nwb = NWBFile("benchmark", "benchmark", datetime(2020, 1, 1, tzinfo=timezone.utc))
data = VectorData(name="spike_times", description="d", data=WRAP)
index = VectorIndex(name="spike_times_index", target=data, data=ends)
nwb.units = Units(name="units", description="d", columns=[data, index], colnames=["spike_times"], id=np.arange(units))
with NWBHDF5IO(sys.argv[1], "w") as io:
    io.write(nwb)
"""

# The total of all spike times shows that both sides read the same numbers.
PYNWB_UNITS = """
import sys
from pynwb import NWBHDF5IO
with NWBHDF5IO(sys.argv[1], "r") as io:
    units = io.read().units
    trains = [units.get_unit_spike_times(row) for row in range(len(units))]
    print(sum(map(len, trains)))
"""
PYNWB_TABLE = """
import sys
from pynwb import NWBHDF5IO
with NWBHDF5IO(sys.argv[1], "r") as io:
    table = io.read().units.to_dataframe()
    print(sum(map(len, table.spike_times)))
"""

MAKE_CELL = """
import sys, numpy as np, hdf5storage
random = np.random.default_rng(1)
cell = np.empty((1, 2000), object)
for index in range(2000):
    cell[0, index] = np.sort(random.random((1, 500))) * 1000
hdf5storage.writes({"spikes": cell}, filename=sys.argv[1], options=hdf5storage.Options(matlab_compatible=True))
"""
MAKE_ARCHIVE = """
import sys, numpy as np
random = np.random.default_rng(0)
np.savez(sys.argv[1], **{f"a{i}": random.standard_normal((1 << 15, 1 << 10)) for i in range(4)})
"""
MAT73 = "import sys, mat73; print(sum(len(c) for c in mat73.loadmat(sys.argv[1])['spikes']))"
HDF5STORAGE = "import sys, hdf5storage; print(sum(c.size for c in hdf5storage.loadmat(sys.argv[1])['spikes'].flat))"
NUMPY = "import sys, numpy; print(numpy.load(sys.argv[1])['a2'].size)"

CASES = [
    dict(
        name="NWB, 1,000 units, 50 M spikes", make=MAKE_UNITS.replace("WRAP", "times"), suffix=".nwb", ours=["open", "spikes"],
        peers=[("pynwb, each unit", PYNWB_UNITS), ("pynwb, to_dataframe", PYNWB_TABLE)],
    ),
    dict(
        name="the same, deflated", make=MAKE_UNITS.replace("WRAP", "H5DataIO(times, compression='gzip', shuffle=True)"),
        suffix=".nwb", ours=["open", "spikes"], peers=[("pynwb, each unit", PYNWB_UNITS)],
    ),
    dict(
        name="MATLAB v7.3, a cell of 2,000 references", make=MAKE_CELL, suffix=".mat", ours=["array", "/spikes"],
        peers=[("mat73", MAT73), ("hdf5storage", HDF5STORAGE)],
    ),
    dict(
        name="NPZ of 1 GB, one array of four", make=MAKE_ARCHIVE, suffix=".npz", ours=["array", "a2"],
        peers=[("numpy.load", NUMPY)],
    ),
]
