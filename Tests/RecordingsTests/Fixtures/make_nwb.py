"""Writes the small NWB files that the tests read, with the library that laboratories write theirs with.

pip install pynwb==4.2.0 h5py==3.16.0 numpy==2.4.6
python make_nwb.py

Values are simple formulas, so that the tests can repeat them. The real library writes everything that is valid; what no library
would write (hostile.nwb) is made with h5py.
"""

import json
import warnings
from datetime import datetime, timezone
from pathlib import Path

import h5py
import numpy as np
from hdmf.common import VectorData, VectorIndex
from pynwb import NWBHDF5IO, NWBFile, TimeSeries
from pynwb.behavior import CompassDirection, EyeTracking, Position, SpatialSeries
from pynwb.ecephys import LFP, ElectricalSeries
from pynwb.epoch import TimeIntervals
from pynwb.file import Subject
from pynwb.misc import Units
from pynwb.ophys import DfOverF, Fluorescence, ImageSegmentation, OpticalChannel, RoiResponseSeries

warnings.simplefilter("ignore")
HERE = Path(__file__).resolve().parent
T = np.arange(60) / 20 + 5


def session(name):
    return NWBFile(
        session_description=name, identifier=f"{name}-1", session_start_time=datetime(2021, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
    )


def save(nwb, name, change=None, cache_spec=False):
    # The newer layout of groups is smaller; Debian's HDF5 1.10 reads it.
    path = HERE / name
    with h5py.File(path, "w", libver=("v108", "v110")) as file:
        with NWBHDF5IO(file=file, mode="w") as io:
            io.write(nwb, cache_spec=cache_spec)
    if change:
        with h5py.File(path, "a", libver=("v108", "v110")) as file:
            change(file)
    print(name, path.stat().st_size)


def behaviour():
    """Position in centimetres with a conversion, direction in degrees on the same (linked) clock, field potential, units, epochs."""
    nwb = session("behaviour")
    nwb.subject = Subject(subject_id="rat7", species="Rattus norvegicus", sex="F", age="P90D")
    module = nwb.create_processing_module("behavior", "tracking")
    place = SpatialSeries(
        name="led", data=np.stack([np.arange(60), 100 - np.arange(60)], 1).astype("f4"), unit="meters", conversion=0.01,
        offset=-0.5, timestamps=T, reference_frame="corner",
    )
    module.add(Position(spatial_series=place))
    module.add(
        CompassDirection(
            spatial_series=SpatialSeries(name="angle", data=np.arange(60) * 12.0 - 90, unit="degrees", timestamps=place, reference_frame="east")
        )
    )
    module.add(
        EyeTracking(spatial_series=SpatialSeries(name="eye", data=np.zeros((60, 2)), unit="meters", timestamps=place, reference_frame="eye"))
    )
    device = nwb.create_device("probe")
    group = nwb.create_electrode_group("shank", "one shank", "MEC", device)
    for _ in range(3):
        nwb.add_electrode(location="MEC", group=group)
    region = nwb.create_electrode_table_region([0, 1, 2], "all")
    data = (np.arange(300).reshape(100, 3) - 150).astype("i2")
    nwb.create_processing_module("ecephys", "filtered").add(
        LFP(
            electrical_series=ElectricalSeries(
                name="lfp", data=data, electrodes=region, starting_time=5.0, rate=250.0, conversion=1e-6, offset=0.5,
                channel_conversion=np.array([1.0, 2.0, 4.0]),
            )
        )
    )
    nwb.add_acquisition(ElectricalSeries(name="raw", data=data, electrodes=region, starting_time=5.0, rate=30000.0))
    nwb.add_acquisition(TimeSeries(name="licks", data=np.arange(4), unit="n/a", timestamps=np.arange(4.0)))
    nwb.add_unit_column("quality", "by eye")
    nwb.add_unit_column("snr", "signal to noise")
    for number, quality in ((3, "good"), (7, "mua"), (12, "good")):
        nwb.add_unit(id=number, spike_times=5 + np.arange(number) / 7, quality=quality, snr=number / 2)
    nwb.add_epoch(5.0, 6.0, ["run", "dark"])
    nwb.add_epoch(6.5, 7.5, ["rest"])
    nwb.add_trial_column("correct", "was it")
    for start in (5.0, 6.0):
        nwb.add_trial(start_time=start, stop_time=start + 0.5, correct=True)
    states = TimeIntervals(name="sleep_states", description="scored by hand")
    states.add_column("label", "the state")
    for start, label in ((1.0, "REM"), (2.0, "SWS"), (3.0, "SWS")):
        states.add_row(start_time=start, stop_time=start + 1, label=label)
    nwb.add_time_intervals(states)
    save(nwb, "nwb-behaviour.nwb")


def tables():
    """The same units under indices of every unsigned type, and nested ones."""
    nwb = session("tables")
    module = nwb.create_processing_module("sorting", "several")
    times = np.arange(10) / 3
    for size in (1, 2, 4, 8):
        units = Units(name=f"u{size}", description="d")
        for first, last in ((0, 4), (4, 4), (4, 10)):
            units.add_unit(spike_times=times[first:last])
        module.add(units)
    column = VectorData(name="spike_times", description="d", data=times)
    inner = VectorIndex(name="spike_times_index", target=column, data=np.array([2, 4, 7, 10], "u1"))
    outer = VectorIndex(name="spike_times_index_index", target=inner, data=np.array([2, 2, 4], "u1"))
    module.add(Units(name="nested", description="d", columns=[column, inner, outer], colnames=["spike_times"], id=[0, 1, 2]))
    named = Units(name="named", description="d")
    named.add_column("unit_name", "d")
    for name in ("a", "b"):
        named.add_unit(spike_times=[1.0, 2.0], unit_name=name)
    module.add(named)

    def change(file):
        for size in (1, 2, 4, 8):
            table = file[f"processing/sorting/u{size}"]
            ends, attributes = table["spike_times_index"][()], dict(table["spike_times_index"].attrs)
            del table["spike_times_index"]
            table.create_dataset("spike_times_index", data=ends.astype(f"u{size}")).attrs.update(attributes)

    save(nwb, "nwb-tables.nwb", change)


def imaging():
    """ROI signals in both orientations, raw and deconvolved ones beside them."""
    nwb = session("imaging")
    device = nwb.create_device("microscope")
    plane = nwb.create_imaging_plane(
        name="plane", optical_channel=OpticalChannel(name="green", description="d", emission_lambda=520.0), description="d", device=device,
        excitation_lambda=920.0, indicator="GCaMP6f", location="EB", imaging_rate=10.0,
    )
    module = nwb.create_processing_module("ophys", "imaging")
    segmentation = ImageSegmentation()
    rois = segmentation.create_plane_segmentation("d", plane, "wedges")
    module.add(segmentation)
    for index in range(4):
        rois.add_roi(pixel_mask=[(index, 0, 1.0), (index, 1, 0.5)])
    region = lambda: rois.create_roi_table_region("all", region=list(range(4)))
    values = np.arange(24, dtype="f4").reshape(6, 4)
    series = lambda name, data, **more: RoiResponseSeries(name=name, data=data, rois=region(), unit="a.u.", **more)
    module.add(DfOverF(roi_response_series=[series("upright", values, rate=10.0, starting_time=0.0), series("turned", values, timestamps=T[:6])]))
    fluorescence = Fluorescence(roi_response_series=[series("deconvolved", values, rate=10.0), series("raw", values, rate=10.0, conversion=2.0, offset=1.0)])
    module.add(fluorescence)

    def change(file):
        # Other libraries do not check the orientation as pynwb does.
        turned = file["processing/ophys/DfOverF/turned"]
        attributes = dict(turned["data"].attrs)
        del turned["data"]
        turned.create_dataset("data", data=values.T).attrs.update(attributes)

    save(nwb, "nwb-imaging.nwb", change)


def places():
    """Several positions, of one to three columns and in several places, direction on its own clock, one series for each axis."""
    nwb = session("places")
    module = nwb.create_processing_module("behavior", "tracking")
    series = lambda name, data, unit="cm", **more: SpatialSeries(name=name, data=data, unit=unit, reference_frame="r", **more)
    both = np.stack([np.arange(60.0), 2 * np.arange(60.0), np.full(60, 7.0)], 1)
    module.add(Position(name="leds", spatial_series=[series("green", both[:, :2], timestamps=T), series("red", both, starting_time=5.0, rate=20.0)]))
    module.add(Position(name="axes", spatial_series=[series("x", both[:, 0], "", timestamps=T), series("y", both[:, 1], "", timestamps=T)]))
    module.add(Position(name="derived", spatial_series=[series("turning", both[:, 0], "radians/s", timestamps=T), series("a_velocity", both[:, :2], "cm/s", timestamps=T)]))
    module.add(CompassDirection(spatial_series=series("slow", np.arange(31) / 10, "radians", starting_time=5.0, rate=10.0)))
    nwb.add_scratch(TimeSeries(name="track", data=np.arange(60.0), unit="mm", timestamps=T))
    nwb.add_analysis(series("pixels", both[:, :2] * 4, "pixels", timestamps=T))
    nwb.add_acquisition(series("linear", both[:, 0], "meters", timestamps=T))

    def change(file):
        # A laboratory's own type, which only its cached specification says to be a position.
        specification = {"groups": [{"neurodata_type_def": "MazePosition", "neurodata_type_inc": "SpatialSeries", "doc": "d"}]}
        file["specifications/maze/0.1.0/maze"] = json.dumps(specification)
        file["acquisition/linear"].attrs["neurodata_type"] = "MazePosition"

    save(nwb, "nwb-places.nwb", change)


def hostile():
    """What no library writes: each object is broken in a way of its own."""
    path = HERE / "nwb-hostile.nwb"
    with h5py.File(path, "w", libver=("v108", "v110")) as file:
        file.attrs.update(neurodata_type="NWBFile", namespace="core", nwb_version="2.6.0")

        def typed(name, kind):
            group = file.create_group(name)
            group.attrs.update(neurodata_type=kind, namespace="core")
            return group

        def units(name, times=np.arange(6.0), ends=np.array([2, 6], "u1"), ids=(0, 1)):
            group = typed(f"units/{name}", "Units")
            group.attrs["colnames"] = ["spike_times"]
            if times is not None:
                group["spike_times"] = times
            if ends is not None:
                group["spike_times_index"] = ends
            group["id"] = np.array(ids)
            return group

        units("good")
        units("beyond", ends=np.array([2, 7], "u1"))
        units("descends", ends=np.array([4, 2], "u1"))
        units("huge", ends=np.array([2, 2**63], "u8"))
        units("rows", ids=(0, 1, 2))
        units("text", times=np.array([b"a"] * 6))
        units("plane", times=np.zeros((3, 2)))
        units("missing", times=None)
        units("fraction", ends=np.array([2.0, 6.0]))
        units("nan", times=np.array([0, 1, np.nan, 3, 4, 5]))
        lost = units("lost", times=None)
        lost["spike_times"] = h5py.SoftLink("/nowhere/at/all")
        outside = units("outside", times=None)
        outside["spike_times"] = h5py.ExternalLink("other.nwb", "/units/spike_times")
        nested = units("cycle")
        nested["spike_times_index"].attrs["target"] = nested["spike_times_index"].ref
        nothing = units("nothing")
        nothing["spike_times_index"].attrs.create("target", h5py.Reference(), dtype=h5py.ref_dtype)

        def place(name, data=np.zeros((5, 2)), times=np.arange(5.0), **attributes):
            group = typed(f"places/{name}", "SpatialSeries")
            if data is not None:
                group["data"] = data
                group["data"].attrs.update(dict(unit="meters", conversion=1.0) | attributes)
            if times is not None:
                group["timestamps"] = times
            return group

        place("good")
        place("empty", data=None)
        place("text", data=np.array([b"a"] * 5))
        place("short", times=np.arange(4.0))
        place("wide", data=np.zeros((5, 9)))
        place("clockless", times=None)
        place("cube", data=np.zeros((5, 2, 2)))
        place("infinite", conversion=np.inf)
        place("scalar", data=1.0)
        place("nan_time", times=np.array([0, 1, np.nan, 3, 4]))
        still = place("still", times=None)
        still["starting_time"] = 0.0
        still["starting_time"].attrs["rate"] = 0.0
        loop = file["places"]
        loop["self"] = h5py.SoftLink("/places")
        loop["hard"] = loop
        a = place("circle", times=None)
        a["timestamps"] = h5py.SoftLink("/places/circle/timestamps")
        for name, factors in (("good", 2), ("narrow", 3)):
            electrical = typed(f"electrical/{name}", "ElectricalSeries")
            electrical["data"] = np.zeros((5, 2), "i2")
            electrical["starting_time"] = 0.0
            electrical["starting_time"].attrs["rate"] = 100.0
            electrical["channel_conversion"] = np.ones(factors)
        for name, regions in (("good", 2), ("neither", 3)):
            roi = typed(f"roi/{name}", "RoiResponseSeries")
            roi["data"] = np.zeros((5, 2))
            roi["timestamps"] = np.arange(5.0)
            roi["rois"] = np.arange(regions)
        for name, start, stop in (("uneven", [0.0, 1.0], [1.0]), ("backwards", [1.0, 2.0], [0.5, 3.0]), ("words", [b"a"], [b"b"])):
            table = typed(f"intervals/{name}", "TimeIntervals")
            table["start_time"], table["stop_time"], table["id"] = start, stop, np.arange(len(start))
        tags = typed("intervals/tags", "TimeIntervals")
        tags["start_time"], tags["stop_time"], tags["id"], tags["tags"], tags["tags_index"] = [0.0], [1.0], [0], [b"a"], np.array([9], "u1")
    print(path.name, path.stat().st_size)
    with h5py.File(HERE / "nwb-version1.nwb", "w") as file:
        file["nwb_version"] = "NWB-1.0.6"
        file["processing/units"] = np.arange(3.0)


for make in (behaviour, tables, imaging, places, hostile):
    make()
