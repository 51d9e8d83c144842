"""Writes files with the libraries that laboratories use, and packs them into written-by-libraries.npz (each member is the
bytes of one file), since HDF5 files of a few numbers are mostly empty.

Needs numpy 2.4.6, sleap-io 0.9.5, movement 0.15.0, phylib 2.7.1, spikeinterface 0.105.3, pandas, tables and, without its
dependencies, suite2p 1.1.0: python make_with_libraries.py
"""

import datetime
import importlib
import pathlib
import shutil
import sys
import tempfile
import types

import numpy as np

FRAMES = 16
turn = 2 * np.pi * np.arange(FRAMES) / FRAMES
here = pathlib.Path(__file__).parent
folder = pathlib.Path(tempfile.mkdtemp())


def circle(radius, phase=0.0):
    return np.stack([320 + radius * np.cos(turn + phase), 240 + radius * np.sin(turn + phase)], 1)


def sleap():
    """Two rats of which the second is there from frame 8, in every kind of file that sleap-io exports."""
    import sleap_io

    skeleton = sleap_io.Skeleton(nodes=["nose", "tail"], edges=[("nose", "tail")], name="rat")
    tracks = [sleap_io.Track("female"), sleap_io.Track("male")]
    video = sleap_io.Video(filename="video.mp4", backend=None)
    frames = []
    for frame in range(FRAMES):
        found = [
            sleap_io.PredictedInstance.from_numpy(
                np.stack([circle(100, number)[frame], circle(60, number)[frame]]),
                skeleton=skeleton, point_scores=np.full(2, 0.7), score=0.7, track=track)
            for number, track in enumerate(tracks)
            if number == 0 or frame >= 8
        ]
        # The order of animals in a frame means nothing.
        frames.append(sleap_io.LabeledFrame(video=video, frame_idx=frame, instances=found[:: -1 if frame % 2 else 1]))
    labels = sleap_io.Labels(labeled_frames=frames, videos=[video], skeletons=[skeleton], tracks=tracks)
    labels.provenance = {}
    sleap_io.save_slp(labels, str(folder / "sleap.slp"))
    for preset in ("matlab", "standard"):
        sleap_io.save_analysis_h5(labels, str(folder / f"sleap-{preset}.h5"), video=0, preset=preset)
    for kind in ("sleap", "dlc", "points", "instances", "frames"):
        sleap_io.save_csv(labels, str(folder / f"sleap-{kind}.csv"), format=kind)


def deep_lab_cut():
    """The same two animals as movement writes them in DeepLabCut's format."""
    from movement.io import load_poses, save_poses

    position = np.full((FRAMES, 2, 2, 2), np.nan)  # time, space, keypoint, individual
    for animal in range(2):
        for part, radius in enumerate((100, 60)):
            position[:, :, part, animal] = circle(radius, animal)
    position[:8, :, :, 1] = np.nan
    poses = load_poses.from_numpy(
        position, confidence_array=np.full((FRAMES, 2, 2), 0.95), individual_names=["female", "male"],
        keypoint_names=["nose", "tail"], fps=20)
    save_poses.to_dlc_file(poses, folder / "movement.csv", split_individuals=False)
    save_poses.to_dlc_file(poses, folder / "movement.h5", split_individuals=False)
    save_poses.to_sleap_analysis_file(poses, folder / "movement-sleap.h5")


SAMPLES = np.array([30, 60, 90, 3000, 6000, 9000, 12000, 15000])
CLUSTERS = np.array([0, 1, 0, 1, 2, 0, 2, 1])


def phy():
    """A sorting as SpikeInterface exports it, then curated through phylib."""
    import spikeinterface
    from phylib.io.model import load_model
    from spikeinterface.exporters import export_to_phy

    rng = np.random.default_rng(1)
    traces = rng.normal(size=(20_000, 4)).astype(np.float32)
    recording = spikeinterface.NumpyRecording([traces], sampling_frequency=30_000)
    from probeinterface import Probe

    probe = Probe(ndim=2)
    probe.set_contacts(positions=np.array([[0, 0], [0, 20], [0, 40], [0, 60]]), shapes="circle", shape_params={"radius": 5})
    probe.set_device_channel_indices(np.arange(4))
    recording.set_probe(probe)
    sorting = spikeinterface.NumpySorting.from_samples_and_labels([SAMPLES + 500], [CLUSTERS], 30_000)
    analyzer = spikeinterface.create_sorting_analyzer(sorting, recording, sparse=False)
    analyzer.compute(["random_spikes", "waveforms", "templates"])
    place = folder / "spikeinterface"
    export_to_phy(
        analyzer, place, compute_pc_features=False, compute_amplitudes=False, copy_binary=False, verbose=False,
        remove_if_exists=True)
    keep = ("params.py", "spike_times.npy", "spike_clusters.npy", "spike_templates.npy", "cluster_group.tsv")
    curated = folder / "phylib"
    shutil.copytree(place, curated)
    model = load_model(curated / "params.py")
    clusters = model.spike_clusters.copy()
    clusters[clusters == 2] = 3  # as Phy numbers a cluster that a person made
    model.save_spike_clusters(clusters)
    model.save_metadata("group", {0: "good", 1: "mua", 3: "good"})
    model.close()
    for copy in (place, curated):
        for file in list(copy.rglob("*")):
            if file.is_file() and file.name not in keep:
                file.unlink()
    # The path of this machine is of no use to anybody.
    for copy in (place, curated):
        text = (copy / "params.py").read_text()
        lines = [line if not line.startswith(("dat_path", "hdf5_path")) else "dat_path = r'recording.dat'" for line in text.splitlines()]
        (copy / "params.py").write_text("\n".join(lines) + "\n")


def suite2p():
    """A plane with the settings that suite2p 1.1 itself saves: its defaults, the date of the run, and paths. Its signals are
    saved as its pipeline does (numpy.save of float32 [ROI, frame]); the pipeline needs PyTorch and a movie."""
    package = types.ModuleType("suite2p")
    package.__path__ = [str(pathlib.Path(np.__file__).parents[1] / "suite2p")]
    sys.modules["suite2p"] = package
    sys.modules["torch"] = types.ModuleType("torch")  # asked for its version only
    sys.modules["torch"].__version__ = "0"
    parameters = importlib.import_module("suite2p.parameters")
    plane = folder / "suite2p" / "plane0"
    plane.mkdir(parents=True)
    settings = {**parameters.default_settings(), "fs": 30.5}
    settings["date_proc"] = datetime.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    db = {**parameters.default_db(), "data_path": [pathlib.PurePosixPath("/data/mouse")], "nplanes": 1, "nframes": FRAMES}
    np.save(plane / "settings.npy", settings)
    np.save(plane / "db.npy", db)
    np.save(plane / "ops.npy", {**db, **settings, "meanImg": np.zeros((4, 4), np.float32), "yrange": np.array([0, 4])})
    roi, frame = np.arange(3)[:, None], np.arange(FRAMES)[None]
    np.save(plane / "F.npy", (100 * (roi + 1) + frame).astype(np.float32))
    np.save(plane / "Fneu.npy", (10 + roi + 0 * frame).astype(np.float32))
    np.save(plane / "spks.npy", (frame % 10 == roi).astype(np.float32))
    np.save(plane / "iscell.npy", np.array([[1, 0.9], [0, 0.2], [1, 0.6]], np.float32))


for write in (sleap, deep_lab_cut, phy, suite2p):
    try:
        write()
    except ImportError as error:
        print(f"{write.__name__}: {error}")
files = sorted(file for file in folder.rglob("*") if file.is_file())
members = {str(file.relative_to(folder)): np.frombuffer(file.read_bytes(), np.uint8) for file in files}
np.savez_compressed(here / "written-by-libraries.npz", **members)
print({name: len(data) for name, data in members.items()})
shutil.rmtree(folder)
