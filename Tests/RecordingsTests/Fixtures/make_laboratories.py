#!/usr/bin/env python3
"""Writes the small recordings of laboratory formats in laboratories/, with values that the tests know.

Run with numpy and h5py from this folder: python3 make_laboratories.py
"""

import json
import os
import struct

import h5py
import numpy as np
import scipy.io

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "laboratories")


def path(*names):
    name = os.path.join(HERE, *names)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    return name


def write(name, text):
    with open(name, "w", newline="") as file:
        file.write(text)


def suite2p():
    """Two planes: F = 100 ROI + frame, Fneu = 10 + ROI, spks = ROI where frame % 10 == ROI."""
    for plane, (rois, frames) in enumerate([(5, 60), (3, 59)]):
        roi, frame = np.mgrid[:rois, :frames]
        np.save(path("suite2p", f"plane{plane}", "F.npy"), (100 * (roi + 1) + frame).astype("f4"))
        np.save(path("suite2p", f"plane{plane}", "Fneu.npy"), (10.0 + roi + 0 * frame).astype("f4"))
        np.save(path("suite2p", f"plane{plane}", "spks.npy"), np.where(frame % 10 == roi, roi + 1.0, 0).astype("f4"))
        accepted = np.ones(rois)
        accepted[1] = 0
        np.save(path("suite2p", f"plane{plane}", "iscell.npy"), np.c_[accepted, np.linspace(0.2, 0.9, rois)])
        ops = {"fs": 10.0, "neucoeff": 0.5, "tau": 1.0, "nplanes": 2, "meanImg": np.zeros((3, 3), "f4"), "data_path": ["a", "b"],
               "yrange": [0, 3], "reg_file": b"x", "nested": {"fs": 99.0}}
        np.save(path("suite2p", f"plane{plane}", "ops.npy"), ops)
    # The files of suite2p 1.0, and no deconvolution.
    roi, frame = np.mgrid[:3, :40]
    np.save(path("suite2p-1.0", "plane0", "F.npy"), (100.0 + 0 * roi + np.where(frame == 20, 50, 0)).astype("f4"))
    np.save(path("suite2p-1.0", "plane0", "Fneu.npy"), np.full((3, 40), 10, "f4"))
    np.save(path("suite2p-1.0", "plane0", "iscell.npy"), np.ones((3, 2)))
    np.save(path("suite2p-1.0", "plane0", "settings.npy"),
            {"fs": 2.0, "tau": 1.0, "extraction": {"neuropil_extract": True, "neuropil_coefficient": 0.6}})
    np.save(path("suite2p-1.0", "plane0", "db.npy"), {"data_path": ["a"], "nplanes": 1})


PHY_TIMES = [-5, 30, 60, 90, 300, 600, 900, 1200, 3000, 6000, 9000, 40000]
PHY_CLUSTERS = [2, 2, 2, 3, 3, 5, 5, 7, 7, 2, 2, 2]


def suite2p_merged():
    """stat.npy as suite2p's window writes it after a merge: regions 1 and 2 went into 5, then 5 and 3 into 6."""
    stat = [{"ypix": np.arange(3), "lam": np.ones(3, "f4"), "imerge": [], "inmerge": -1} for _ in range(7)]
    for new, parts in [(5, [1, 2]), (6, [5, 3])]:
        stat[new]["imerge"] = np.array(parts)
        for part in parts:
            stat[part]["inmerge"] = new
    np.save(path("suite2p-merged", "stat.npy"), np.array(stat, dtype=object))


def phy():
    """Clusters 2 good, 3 mua, 5 noise, 7 without a label; one negative time, one beyond the end of the raw data."""
    np.save(path("phy", "spike_times.npy"), np.array(PHY_TIMES, "i8")[:, None])
    np.save(path("phy", "spike_clusters.npy"), np.array(PHY_CLUSTERS, "i4"))
    np.save(path("phy", "spike_templates.npy"), np.zeros((12, 1), "u4"))
    write(path("phy", "cluster_group.tsv"), "cluster_id\tgroup\n2\tgood\n3\tmua\n5\tnoise\n9\tgood\n")
    write(path("phy", "cluster_KSLabel.tsv"), "cluster_id\tKSLabel\n2\tgood\n3\tgood\n5\tgood\n7\tgood\n")
    write(path("phy", "params.py"),
          "import os\r\nos.system('touch ran')\r\ndat_path = ['raw.dat']\r\nn_channels_dat = 1\r\ndtype = 'int16'\r\noffset = 0\r\n"
          "sample_rate = 30_000.  # Hz\r\nhp_filtered = False\r\n")
    with open(path("phy", "raw.dat"), "wb") as file:
        file.write(bytes(2 * 10000))
    # Straight from the sorter: times as uint64, no curation.
    np.save(path("kilosort", "spike_times.npy"), np.array([30000, 60000, 90000], "u8"))
    np.save(path("kilosort", "spike_templates.npy"), np.array([4, 1, 4], "u4"))
    write(path("kilosort", "cluster_KSLabel.tsv"), "cluster_id\tKSLabel\n1\tmua\n4\tgood\n")
    write(path("kilosort", "params.py"), "sample_rate = 30000\n")
    # As Phy's table of clusters, with a label of a person for some.
    np.save(path("phy-info", "spike_times.npy"), np.array([10, 20, 30], "i8"))
    np.save(path("phy-info", "spike_clusters.npy"), np.array([0, 1, 2], "i4"))
    write(path("phy-info", "cluster_info.tsv"),
          "cluster_id\tAmplitude\tch\tdepth\tfr\tgroup\tn_spikes\tsh\n0\t1.5\t3\t10.0\t1.0\tgood\t1\t0\n"
          "1\t2.5\t4\t20.0\t1.0\t\t1\t0\n2\t3.5\t5\t30.0\t1.0\tmua\t1\t0\n")
    write(path("phy-info", "params.py"), "sample_rate = 1000.0\n")


def caiman():
    """4 components, 50 frames: C = component + frame / 100, S = component at frames divisible by 10."""
    component, frame = np.mgrid[:4, :50]
    with h5py.File(path("caiman.hdf5"), "w") as file:
        estimates = file.create_group("estimates")
        estimates["C"] = component + frame / 100
        estimates["S"] = np.where(frame % 10 == 0, component + 1.0, 0)
        estimates["F_dff"] = component / 10 - 0.05 + 0 * frame
        estimates["YrA"] = np.full((4, 50), 0.25)
        estimates["idx_components"] = np.array([0, 2, 3])
        estimates["R"] = "NoneType"
        sparse = estimates.create_group("A")
        for name in ["data", "indices", "indptr"]:
            sparse[name] = np.arange(3)
        file["params/data/fr"] = 20
        file["params/data/decay_time"] = 0.4
    with h5py.File(path("caiman-denoised.hdf5"), "w") as file:
        file["estimates/C"] = component + frame / 100
        file["estimates/S"] = "NoneType"
        file["estimates/F_dff"] = "NoneType"
        file["estimates/idx_components"] = "NoneType"


def neurosuite():
    base = ("neurosuite", "mouse")
    write(path("neurosuite", "mouse.xml"), """<?xml version='1.0'?>
<parameters version="1.0">
 <acquisitionSystem>
  <nBits>16</nBits>
  <nChannels>3</nChannels>
  <samplingRate>20000</samplingRate>
  <voltageRange>20</voltageRange>
  <amplification>1000</amplification>
  <offset>0</offset>
 </acquisitionSystem>
 <fieldPotentials><lfpSamplingRate>1250</lfpSamplingRate></fieldPotentials>
</parameters>
""")
    write(path("neurosuite", "mouse.res.1"), "200\n400\n600\n800\n1000\n")
    write(path("neurosuite", "mouse.clu.1"), "4\n0\n1\n2\n3\n2\n")
    write(path("neurosuite", "mouse.res.2"), "2000\n4000\n")
    write(path("neurosuite", "mouse.clu.2"), "1\n10\n10\n")
    write(path("neurosuite", "mouse.whl"), "".join(
        f"{-1 if i == 3 else 100 + i}\t{-1 if i == 3 else 200}\t{90 + i}\t200\n" for i in range(10)))
    np.stack([np.arange(20), 100 + np.arange(20), -np.arange(20)], 1).astype("<i2").tofile(path("neurosuite", "mouse.eeg"))


def axona():
    """20 samples of the position, light 1 lost in one and light 2 in two; 2 s of LFP; one tetrode with 4 spikes."""
    common = "trial_date Monday, 1 Jan 2024\r\ntrial_time 10:00:00\r\nduration 2\r\n"
    write(path("axona", "rat.set"), common + "ADC_fullscale_mv 1500\r\ngain_ch_0 2000\r\ngain_ch_3 5000\r\nEEG_ch_1 4\r\n"
          "EEG_ch_2 1\r\n")

    def binary(name, header, data):
        with open(path("axona", name), "wb") as file:
            file.write((common + header + "data_start").encode() + data + b"\r\ndata_end\r\n")

    samples = b""
    for i in range(20):
        x1, y1, x2, y2 = 100 + 10 * i, 300, 90 + 10 * i, 300
        if i == 5:
            x1 = y1 = 1023
        if i in (5, 7):
            x2 = y2 = 1023
        samples += struct.pack(">I8H", 7000 + i, x1, y1, x2, y2, 9, 3, 12, 0)
    binary("rat.pos", "num_colours 4\r\nwindow_min_x 0\r\nwindow_max_x 500\r\nwindow_min_y 0\r\nwindow_max_y 480\r\n"
           "timebase 50 hz\r\nbytes_per_timestamp 4\r\nsample_rate 50.0 hz\r\nbearing_colour_1 90\r\nbearing_colour_2 270\r\n"
           "pos_format t,x1,y1,x2,y2,numpix1,numpix2\r\nbytes_per_coord 2\r\npixels_per_metre 400\r\nnum_pos_samples 20\r\n",
           samples)
    binary("rat.eeg", "num_chans 1\r\nsample_rate 250.0 hz\r\nbytes_per_sample 1\r\nnum_EEG_samples 500\r\n",
           np.tile(np.array([0, 64, -128, 127], "i1"), 125).tobytes())
    binary("rat.egf2", "num_chans 1\r\nsample_rate 4800 hz\r\nbytes_per_sample 2\r\nnum_EGF_samples 9\r\n",
           np.array([0, 16384, -32768, 1, 2, 3, 4, 5, 6], "<i2").tobytes())
    spikes = b""
    for ticks in [9600, 19200, 48000, 96000]:
        for _ in range(4):
            spikes += struct.pack(">I", ticks) + bytes(50)
    binary("rat.1", "num_chans 4\r\ntimebase 96000 hz\r\nbytes_per_timestamp 4\r\nsamples_per_spike 50\r\n"
           "sample_rate 48000 hz\r\nbytes_per_sample 1\r\nspike_format t,ch1,t,ch2,t,ch3,t,ch4\r\nnum_spikes 4\r\n", spikes)
    binary("rat.2", "num_chans 4\r\ntimebase 96000 hz\r\nbytes_per_timestamp 4\r\nsamples_per_spike 50\r\n"
           "bytes_per_sample 1\r\nnum_spikes 0\r\n", b"")
    write(path("axona", "rat_1.cut"), "n_clusters: 3\nn_channels: 4\nn_params: 2\ntimes_used_in_Vt:    0    0    0    0\n"
          " cluster: 0 center:    0    0\n               min:    0    0\n\nExact_cut_for: rat spikes: 4\n  1  0  2  1\n")


def wave_clus():
    scipy.io.savemat(path("times_ch1.mat"), {
        "cluster_class": np.array([[0, 1], [1, 2], [2, 3], [1, 4], [0, 5], [2, 6]], float), "spikes": np.zeros((6, 4)),
        "forced": np.array([[0, 0, 1, 0, 0, 0]], bool), "par": {"sr": 30000.0}})


def spikeinterface():
    """Three units at 20 kHz, two segments, as sorting.save(format="numpy_folder") of SpikeInterface writes them."""
    folder = "spikeinterface"
    spikes = np.array([(0, 1, 0), (10, 0, 0), (20000, 1, 0), (90000, 1, 0), (40000, 2, 1)],
                      [("sample_index", "<i8"), ("unit_index", "<i8"), ("segment_index", "<i8")])
    np.save(path(folder, "spikes.npy"), spikes)
    write(path(folder, "numpysorting_info.json"),
          json.dumps({"sampling_frequency": 20000.0, "unit_ids": [12, 3, 7], "num_segments": 2}))
    write(path(folder, "si_folder.json"), json.dumps({"class": "spikeinterface.core.sortingfolder.NumpyFolderSorting"}))
    np.save(path(folder, "properties", "KSLabel.npy"), np.array(["good", "noise", "mua"]))
    np.save(path(folder, "properties", "original_cluster_id.npy"), np.array([5, 6, 8]))


def tables():
    write(path("tables", "spikes.csv"), "unit,time\na,0.5\nb,1.0\na,1.5\nc,\n")
    write(path("tables", "behaviour.csv"), "t,x,y,hd\n" + "".join(f"{i / 10},{i / 20},{0.5},{i / 10}\n" for i in range(21)))
    write(path("wedges.txt"), "".join("  ".join(f"{w + f / 100:.2f}" for f in range(30)) + "\n" for w in range(4)))


for make in [suite2p, suite2p_merged, phy, caiman, neurosuite, axona, wave_clus, spikeinterface, tables]:
    make()
