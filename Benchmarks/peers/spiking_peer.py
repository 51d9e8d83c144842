#!/usr/bin/env python3
"""The networks of datasets/simulations/cuba.yaml and coba.yaml in NEST or Brian2 (C++ standalone, as it is by default).

usage: spiking_peer.py PROGRAM NETWORK SECONDS ROUNDS FOLDER

Prints a line of JSON for each round: CPU seconds of the run and the mean rate. NEST's are those of Simulate alone, Brian2's those of
the whole program that it compiled.
"""

import glob
import json
import os
import resource
import subprocess
import sys
import time


def nest_run(network, seconds, rounds):
    import nest
    nest.set_verbosity("M_ERROR")
    for round_ in range(rounds):
        nest.ResetKernel()
        nest.SetKernelStatus({"resolution": 0.1, "local_num_threads": 1, "rng_seed": 1 + round_})
        common = dict(V_th=-50.0, V_reset=-60.0, tau_syn_ex=5.0, tau_syn_in=10.0, t_ref=5.0)
        if network == "cuba":
            cells = nest.Create("iaf_psc_exp", 4000, dict(common, E_L=-49.0, tau_m=20.0, C_m=20.0))
            cells.V_m = nest.random.uniform(-60, -50)
            # Currents of a membrane of 20 pF and 20 ms: 1 pA moves it as far as 1 mV of Brian2's equations.
            excitation, inhibition = 1.62, -9.0
        else:
            cells = nest.Create("iaf_cond_exp", 4000, dict(common, E_L=-60.0, g_L=10.0, C_m=200.0, E_ex=0.0, E_in=-80.0))
            cells.V_m = nest.random.normal(-65, 5)
            cells.g_ex = nest.math.max(nest.random.normal(40, 15), 0)
            cells.g_in = nest.math.max(nest.random.normal(200, 120), 0)
            excitation, inhibition = 6.0, -67.0
            kick = nest.Create("poisson_generator", params=dict(rate=800.0, stop=50.0))
            nest.Connect(kick, cells[:3200], "all_to_all", dict(weight=excitation, delay=0.1))
        rule = dict(rule="pairwise_bernoulli", p=0.02)
        nest.Connect(cells[:3200], cells, rule, dict(weight=excitation, delay=0.1))
        nest.Connect(cells[3200:], cells, rule, dict(weight=inhibition, delay=0.1))
        recorder = nest.Create("spike_recorder")
        nest.Connect(cells, recorder)
        nest.Prepare()
        start = time.process_time()
        nest.Run(1000.0 * seconds)
        cpu = time.process_time() - start
        print(json.dumps(dict(cpu=cpu, rate=recorder.n_events / 4000 / seconds)), flush=True)


def brian_run(network, seconds, rounds, folder):
    import brian2 as b
    import numpy
    b.set_device("cpp_standalone", build_on_run=False)
    b.defaultclock.dt = 0.1 * b.ms
    if network == "cuba":
        equations = """dv/dt = (ge + gi - (v + 49*mV))/(20*ms) : volt (unless refractory)
          dge/dt = -ge/(5*ms) : volt
          dgi/dt = -gi/(10*ms) : volt"""
        method, excite, inhibit = "exact", "ge += 1.62*mV", "gi -= 9*mV"
    else:
        equations = """dv/dt = (-(v + 60*mV)*10*nS - ge*v + gi*(-80*mV - v))/(200*pF) : volt (unless refractory)
          dge/dt = -ge/(5*ms) : siemens
          dgi/dt = -gi/(10*ms) : siemens"""
        method, excite, inhibit = "exponential_euler", "ge += 6*nS", "gi += 67*nS"
    cells = b.NeuronGroup(
        4000, equations, threshold="v > -50*mV", reset="v = -60*mV", refractory=5 * b.ms, method=method)
    if network == "cuba":
        cells.v = "-60*mV + rand()*10*mV"
    else:
        cells.v, cells.ge = "-65*mV + randn()*5*mV", "clip(randn()*15 + 40, 0, 1000)*nS"
        cells.gi = "clip(randn()*120 + 200, 0, 1000)*nS"
        kick = b.PoissonGroup(400, "100*Hz*(t < 50*ms)")
        start = b.Synapses(kick, cells, on_pre=excite)
        start.connect("j < 3200", p=0.02)
    to = b.Synapses(cells, cells, on_pre=excite)
    to.connect("i < 3200", p=0.02)
    away = b.Synapses(cells, cells, on_pre=inhibit)
    away.connect("i >= 3200", p=0.02)
    network = b.Network(b.collect())
    network.add(b.SpikeMonitor(cells, name="spikes"))
    network.run(seconds * b.second)
    b.device.build(directory=folder, compile=True, run=False)
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(["./main"], cwd=folder, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found = glob.glob(os.path.join(folder, "results", "_dynamic_array_spikes_i*"))
        spikes = numpy.fromfile(found[0], dtype=numpy.int32).size if found else 0
        print(json.dumps(dict(cpu=cpu, rate=spikes / 4000 / seconds)), flush=True)


if __name__ == "__main__":
    program, name, length, count, place = sys.argv[1:]
    if program == "nest":
        nest_run(name, float(length), int(count))
    else:
        brian_run(name, float(length), int(count), place)
