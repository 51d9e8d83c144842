#!/usr/bin/env python3
"""The networks of Benchmarks/spiking in NEST or Brian2 (C++ standalone, as it is by default).

usage: spiking_peer.py PROGRAM NETWORK SECONDS ROUNDS FOLDER

NETWORK is cuba or coba (datasets/simulations), large (40,000 cells of cuba, 1,000 inputs each with weights and delays of their own) or
stdp (1,000 Poisson sources, all joined with 1,000 neurons by plastic synapses; both fire at about 10 Hz).

Prints a line of JSON for each round: CPU seconds of the run, the mean rate of the cells and the memory. NEST's are those of Simulate
alone, Brian2's those of the whole program that it compiled.
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
        if network in ("large", "stdp"):
            cells = nest_large(nest) if network == "large" else nest_stdp(nest)
            measure_nest(nest, cells, seconds)
            continue
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
        measure_nest(nest, cells, seconds)


def measure_nest(nest, cells, seconds):
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    nest.Prepare()
    start = time.process_time()
    nest.Run(1000.0 * seconds)
    cpu = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(dict(cpu=cpu, rate=recorder.n_events / len(cells) / seconds, peak_memory_MB=peak)), flush=True)


def nest_large(nest):
    cells = nest.Create("iaf_psc_exp", 40_000, dict(
        V_th=-50.0, V_reset=-60.0, tau_syn_ex=5.0, tau_syn_in=10.0, t_ref=5.0, E_L=-49.0, tau_m=20.0, C_m=20.0))
    cells.V_m = nest.random.uniform(-60, -50)
    for sources, degree, weight in ((cells[:32_000], 800, 0.162), (cells[32_000:], 200, -0.9)):
        nest.Connect(sources, cells, dict(rule="fixed_indegree", indegree=degree, allow_multapses=False), dict(
            weight=nest.random.normal(weight, abs(weight) / 20), delay=nest.random.uniform(0.5, 2)))
    return cells


def nest_stdp(nest):
    sources = nest.Create("poisson_generator", params=dict(rate=10.0))
    relays = nest.Create("parrot_neuron", 1000)
    nest.Connect(sources, relays)
    cells = nest.Create("iaf_psc_exp", 1000, dict(
        E_L=-70.0, V_th=-55.0, V_reset=-70.0, tau_m=10.0, C_m=250.0, tau_syn_ex=2.0, tau_syn_in=2.0, t_ref=2.0, tau_minus=20.0))
    drive = nest.Create("poisson_generator", params=dict(rate=10.0))
    nest.Connect(drive, cells, "all_to_all", dict(weight=4000.0, delay=0.1))
    nest.Connect(relays, cells, "all_to_all", dict(
        synapse_model="stdp_synapse", weight=0.5, delay=0.1, alpha=1.2, mu_plus=0.0, mu_minus=0.0, Wmax=1.0,
        tau_plus=20.0) | {"lambda": 0.01})
    return cells


def brian_run(network, seconds, rounds, folder):
    import brian2 as b
    b.set_device("cpp_standalone", build_on_run=False)
    b.defaultclock.dt = 0.1 * b.ms
    if network == "stdp":
        return measure_brian(b, *brian_stdp(b), seconds, rounds, folder)
    if network in ("cuba", "large"):
        equations = """dv/dt = (ge + gi - (v + 49*mV))/(20*ms) : volt (unless refractory)
          dge/dt = -ge/(5*ms) : volt
          dgi/dt = -gi/(10*ms) : volt"""
        method, excite, inhibit = "exact", "ge += 1.62*mV", "gi -= 9*mV"
    else:
        equations = """dv/dt = (-(v + 60*mV)*10*nS - ge*v + gi*(-80*mV - v))/(200*pF) : volt (unless refractory)
          dge/dt = -ge/(5*ms) : siemens
          dgi/dt = -gi/(10*ms) : siemens"""
        method, excite, inhibit = "exponential_euler", "ge += 6*nS", "gi += 67*nS"
    size = 40_000 if network == "large" else 4000
    cells = b.NeuronGroup(
        size, equations, threshold="v > -50*mV", reset="v = -60*mV", refractory=5 * b.ms, method=method)
    if network in ("cuba", "large"):
        cells.v = "-60*mV + rand()*10*mV"
    else:
        cells.v, cells.ge = "-65*mV + randn()*5*mV", "clip(randn()*15 + 40, 0, 1000)*nS"
        cells.gi = "clip(randn()*120 + 200, 0, 1000)*nS"
        kick = b.PoissonGroup(400, "100*Hz*(t < 50*ms)")
        start = b.Synapses(kick, cells, on_pre=excite)
        start.connect("j < 3200", p=0.02)
    objects = []
    if network == "large":
        for port, condition, degree, weight in (("ge", "i < 32000", 800, 0.162), ("gi", "i >= 32000", 200, -0.9)):
            synapses = b.Synapses(cells, cells, "w : volt (constant)", on_pre=f"{port} += w")
            synapses.connect(condition, p=degree / (32_000 if degree == 800 else 8000))
            synapses.w = f"({weight} + {abs(weight) / 20}*randn())*mV"
            synapses.delay = "0.5*ms + 1.5*ms*rand()"
            objects.append(synapses)
    else:
        to = b.Synapses(cells, cells, on_pre=excite)
        to.connect("i < 3200", p=0.02)
        away = b.Synapses(cells, cells, on_pre=inhibit)
        away.connect("i >= 3200", p=0.02)
    measure_brian(b, cells, b.Network(b.collect(), objects), seconds, rounds, folder)


def brian_stdp(b):
    sources = b.PoissonGroup(1000, 10 * b.Hz)
    cells = b.NeuronGroup(
        1000, """dv/dt = (ge - (v + 70*mV))/(10*ms) : volt (unless refractory)
          dge/dt = -ge/(2*ms) : volt""", threshold="v > -55*mV", reset="v = -70*mV", refractory=2 * b.ms, method="exact")
    cells.v = "-70*mV"
    drive = b.PoissonGroup(1000, 10 * b.Hz)
    strong = b.Synapses(drive, cells, on_pre="ge += 160*mV")
    strong.connect(j="i")
    synapses = b.Synapses(
        sources, cells, """w : 1
          dx/dt = -x/(20*ms) : 1 (event-driven)
          dy/dt = -y/(20*ms) : 1 (event-driven)""",
        on_pre="ge += w*0.04*mV\nx += 1\nw = clip(w - 0.012*y, 0, 1)", on_post="y += 1\nw = clip(w + 0.01*x, 0, 1)")
    synapses.connect()
    synapses.w = 0.5
    return cells, b.Network(b.collect())


def measure_brian(b, cells, network, seconds, rounds, folder):
    import numpy
    network.add(b.SpikeMonitor(cells, name="spikes"))
    network.run(seconds * b.second)
    b.device.build(directory=folder, compile=True, run=False)
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(["./main"], cwd=folder, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        peak = after.ru_maxrss / 1024
        found = glob.glob(os.path.join(folder, "results", "_dynamic_array_spikes_i*"))
        spikes = numpy.fromfile(found[0], dtype=numpy.int32).size if found else 0
        print(json.dumps(dict(cpu=cpu, rate=spikes / len(cells) / seconds, peak_memory_MB=peak)), flush=True)


if __name__ == "__main__":
    program, name, length, count, place = sys.argv[1:]
    if program == "nest":
        nest_run(name, float(length), int(count))
    else:
        brian_run(name, float(length), int(count), place)
