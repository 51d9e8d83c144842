"""Writes the small HDF5-based files from which the fuzzer starts: one of each layout, in the oldest layout of objects, which has no
checksums, so that what is changed in it is not refused at once.

Needs numpy and h5py: python make_seeds.py
"""

from pathlib import Path

import h5py
import numpy as np

HERE = Path(__file__).resolve().parent / "Seeds"
T = np.arange(6) / 2 + 5


class Small:
    """A file in the oldest layout."""

    def __init__(self, name, userblock=0):
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        creation = h5py.h5p.create(h5py.h5p.FILE_CREATE)
        creation.set_userblock(userblock)
        access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
        access.set_libver_bounds(h5py.h5f.LIBVER_EARLIEST, h5py.h5f.LIBVER_V18)
        self.path = path
        self.file = h5py.File(h5py.h5f.create(str(path).encode(), h5py.h5f.ACC_TRUNC, fcpl=creation, fapl=access))

    def __enter__(self):
        return self.file

    def __exit__(self, *_):
        self.file.close()
        print(self.path.name, self.path.stat().st_size)


def text(owner, **attributes):
    for name, value in attributes.items():
        owner.attrs.create(name, value, dtype=f"S{len(value)}")


def node(parent, name, neurodata_type, data=None, **attributes):
    item = parent.create_group(name) if data is None else parent.create_dataset(name, data=data)
    if neurodata_type:
        text(item, neurodata_type=neurodata_type, **attributes)
    return item


def words(*values):
    return np.array(values, dtype=f"S{max(map(len, values))}")


def hdf5():
    with Small("hdf5/flat.h5") as file:
        file["spike_times"] = np.arange(6) / 3
        file["spike_clusters"] = np.array([0, 1, 0, 1, 1, 0], "i4")
        file["t"], file["x"], file["y"] = T, T / 9, T / 7
    with Small("hdf5/types.h5") as file:
        file.create_dataset("binned", data=np.eye(4, dtype="u1"), chunks=(2, 4), compression="gzip", shuffle=True, fletcher32=True)
        file.create_dataset("names", data=["one", "two"], dtype=h5py.string_dtype())
        trains = file.create_dataset("trains", (2,), dtype=h5py.vlen_dtype("f8"))
        trains[0], trains[1] = T[:2], T[2:]
        file["choice"] = np.array([True, False])
        file["pairs"] = np.array([(1, 0.5)], np.dtype([("a", "i4"), ("b", "f4")]))
        file["again"] = h5py.SoftLink("/names")
        file.create_dataset("to", data=[file["names"].ref], dtype=h5py.ref_dtype)


def nwb():
    with Small("nwb/units.nwb") as file:
        text(file, nwb_version="2.6.0", neurodata_type="NWBFile", namespace="core")
        units = node(file, "units", "Units")
        units.attrs["colnames"] = words("spike_times", "quality")
        units["id"] = np.arange(2)
        node(units, "spike_times", "VectorData", np.arange(5) / 4)
        index = node(units, "spike_times_index", "VectorIndex", np.array([2, 5], "u1"))
        index.attrs.create("target", units["spike_times"].ref, dtype=h5py.ref_dtype)
        node(units, "quality", "VectorData", words("good", "mua"))
    with Small("nwb/place.nwb") as file:
        text(file, nwb_version="2.6.0", neurodata_type="NWBFile", namespace="core")
        place = node(node(node(file, "processing/behavior", "ProcessingModule"), "Position", "Position"), "led", "SpatialSeries")
        text(node(place, "data", "", np.stack([T, T], 1).astype("f4")), unit="meters")
        text(node(place, "timestamps", "", T), unit="seconds")
        times = node(file, "intervals/epochs", "TimeIntervals")
        times.attrs["colnames"] = words("start_time", "stop_time")
        times["id"] = np.arange(1)
        node(times, "start_time", "VectorData", T[:1])
        node(times, "stop_time", "VectorData", T[3:4])
    with Small("nwb/field.nwb") as file:
        text(file, nwb_version="2.6.0", neurodata_type="NWBFile", namespace="core")
        series = node(file, "acquisition/lfp", "ElectricalSeries")
        data = node(series, "data", "", np.arange(12).reshape(6, 2).astype("i2"))
        text(data, unit="volts")
        data.attrs["conversion"] = 1e-6
        node(series, "starting_time", "", 5.0).attrs["rate"] = 250.0
        rois = node(node(file, "processing/ophys", "ProcessingModule"), "dff", "RoiResponseSeries")
        node(rois, "data", "", np.arange(12).reshape(6, 2).astype("f4"))
        node(rois, "timestamps", "", T)


def mat73():
    def matlab(parent, name, kind, data, **more):
        item = parent.create_dataset(name, data=data, **more)
        text(item, MATLAB_class=kind)
        return item

    with Small("mat73/plain.mat", userblock=512) as file:
        matlab(file, "t", "double", T[None])
        matlab(file, "x", "single", T[None].astype("f4"))
        matlab(file, "word", "char", np.array([[97], [98]], "u2"))
        matlab(file, "yes", "logical", np.array([[1]], "u1")).attrs["MATLAB_int_decode"] = np.int32(1)
        matlab(file, "none", "double", np.zeros(2, "u8")).attrs["MATLAB_empty"] = np.uint8(1)
    with Small("mat73/nested.mat", userblock=512) as file:
        store = file.create_group("#refs#")
        trains = [matlab(store, name, "double", T[None, :size]) for name, size in (("a", 2), ("b", 4))]
        matlab(file, "spikes", "cell", np.array([[train.ref] for train in trains], dtype=h5py.ref_dtype), dtype=h5py.ref_dtype)
        place = file.create_group("pos")
        text(place, MATLAB_class="struct")
        matlab(place, "t", "double", T[None])
        sparse = file.create_group("thin")
        text(sparse, MATLAB_class="double")
        sparse.attrs["MATLAB_sparse"] = np.uint64(3)
        sparse["data"], sparse["ir"], sparse["jc"] = T[:2], np.array([0, 2], "u8"), np.array([0, 1, 2], "u8")
    for path in (HERE / "mat73").glob("*.mat"):
        content = bytearray(path.read_bytes())
        content[:128] = b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM"
        path.write_bytes(content)


def caiman():
    with Small("caiman/estimates.hdf5") as file:
        estimates = file.create_group("estimates")
        estimates["C"] = np.arange(12.0).reshape(2, 6)
        estimates["S"] = np.arange(12.0).reshape(2, 6) % 3
        estimates["idx_components"] = np.array([0, 1])
        file["params/data/fr"] = 10.0


def poses():
    with Small("poses-hdf5/sleap.h5") as file:
        file["tracks"] = np.arange(24.0).reshape(1, 2, 2, 6)
        file["node_names"], file["track_names"] = words("nose", "tail"), words("one")
        file["track_occupancy"] = np.ones((6, 1), "u1")
    row = np.dtype([("index", "<i8"), ("values_block_0", "<f8", (6,))])
    with Small("poses-hdf5/table.h5") as file:
        group = file.create_group("df_with_missing")
        text(group, pandas_type="frame_table")
        rows = np.zeros(4, row)
        rows["index"], rows["values_block_0"] = np.arange(4), np.arange(24).reshape(4, 6)
        table = group.create_dataset("table", data=rows, chunks=(4,))
        names = [("s", part, name) for part in ("a", "b") for name in ("x", "y", "likelihood")]
        pickled = "(lp0\n" + "".join(f"(V{s}\nV{p}\nV{n}\ntp{i}\na" for i, (s, p, n) in enumerate(names, 1)) + "."
        text(table, values_block_0_kind=pickled)


for make in (hdf5, nwb, mat73, caiman, poses):
    make()
