"""The cases of Benchmarks/readers: what is read, with what, and how a file for it is made.

A case is a dictionary:
    name     as it stands in the table
    make     Python source run by the peers' Python; sys.argv[1] is the file to write, sys.argv[2] a scale from 0 to 1
    suffix   of that file
    ours     arguments of Benchmarks' own program (`benchmarks read FILE ...`)
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

CASES = [
    dict(
        name="NWB, 1,000 units, 50 M spikes", make=MAKE_UNITS.replace("WRAP", "times"), suffix=".nwb", ours=["spikes"],
        peers=[("pynwb, each unit", PYNWB_UNITS), ("pynwb, to_dataframe", PYNWB_TABLE)],
    ),
    dict(
        name="the same, deflated", make=MAKE_UNITS.replace("WRAP", "H5DataIO(times, compression='gzip', shuffle=True)"),
        suffix=".nwb", ours=["spikes"], peers=[("pynwb, each unit", PYNWB_UNITS)],
    ),
]
