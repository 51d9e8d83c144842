#!/usr/bin/env python3
"""The cortical microcircuit of Potjans & Diesmann (2014, doi:10.1093/cercor/bhs358) at 10 %: as a simulation file, and in NEST.

usage: microcircuit_peer.py yaml
       microcircuit_peer.py nest SEED SECONDS SPIKES.npz
       microcircuit_peer.py compare STOP --ours FILE.npz … --nest FILE.npz …

'yaml' prints datasets/simulations/microcircuit-10.yaml. 'nest' runs the same network on one thread, writes its spikes after the first
half second (times in ms, neurons and the size of each population) and prints a line of JSON: CPU seconds of building and of
simulating, neurons, synapses, peak memory. 'compare' prints, as JSON, up to STOP (ms), of every population and of rates, coefficients of variation of
the intervals (neurons with ten of them) and correlations of spike counts (bins of 2 ms, 200 neurons) the means and the distances of
Kolmogorov and Smirnov between runs of ours and of NEST, and among those of NEST.

A tenth of the neurons, each with a tenth of its inputs. Weights grow by 1/√0.1, which keeps the variance of the input, and a constant
current replaces what is then missing of its mean at the rates of the full network (van Albada, Helias & Diesmann 2015,
doi:10.1371/journal.pcbi.1004490; the same rule as in NEST's example).
"""

import json
import math
import resource
import sys
import time

NAMES = ["L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"]
FULL = [20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948]
# Rows are targets, columns sources (table 5 of the paper).
PROBABILITY = [
    [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0],
    [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0],
    [0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0],
    [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0],
    [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0],
    [0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0],
    [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
    [0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443],
]
EXTERNAL = [1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100]
BACKGROUND = 8.0
# Of the full network, as NEST's example has them; Hz.
RATES = [0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829]
START = [(-68.28, 5.36), (-63.16, 4.57), (-63.33, 4.74), (-63.45, 4.94), (-63.11, 4.94), (-61.66, 4.55), (-66.72, 5.46), (-61.43, 4.48)]
CELL = dict(E_L=-65.0, V_th=-50.0, V_reset=-65.0, C_m=250.0, tau_m=10.0, tau_syn=0.5, t_ref=2.0)
SCALE = 0.1


def current_of(potential):
    """pA of a synaptic current that moves the membrane by so many mV at its peak."""
    tau, syn = CELL["tau_m"], CELL["tau_syn"]
    ratio = tau / syn
    peak = tau * syn / (CELL["C_m"] * (syn - tau)) * (ratio ** (-tau / (tau - syn)) - ratio ** (-syn / (tau - syn)))
    return potential / peak


def network():
    """Sizes, external rates (Hz), currents (pA), external weight and projections (source, target, number, weight)."""
    excite = current_of(0.15)
    sizes = [round(n * SCALE) for n in FULL]
    projections, currents = [], []
    for target in range(8):
        mean = excite * EXTERNAL[target] * BACKGROUND
        for source in range(8):
            p = PROBABILITY[target][source]
            if p == 0:
                continue
            number = math.log(1 - p) / math.log1p(-1 / (FULL[source] * FULL[target]))
            weight = excite * (-4 if source % 2 else 2 if (target, source) == (0, 2) else 1)
            mean += weight * number / FULL[target] * RATES[source]
            projections.append((source, target, round(number * SCALE * SCALE), weight / math.sqrt(SCALE)))
        currents.append(1e-3 * CELL["tau_syn"] * (1 - math.sqrt(SCALE)) * mean)
    rates = [BACKGROUND * k * SCALE for k in EXTERNAL]
    return sizes, rates, currents, excite / math.sqrt(SCALE), projections


def write_yaml():
    sizes, rates, currents, outside, projections = network()
    cell = dict(V_rest=-65, V_th=-50, V_reset=-65, tau=10, C_m=250, tau_syn_ex=0.5, tau_syn_in=0.5, tau_ref=2)
    print(f"""# The cortical microcircuit of Potjans & Diesmann (2014, doi:10.1093/cercor/bhs358) at 10 %: a tenth of the neurons, each with a tenth
# of its inputs. Weights are 1/√0.1 of the published ones (0.15 mV, 0.3 mV from L4E to L23E, −0.6 mV), which keeps the variance of the
# input; I_e replaces what is then missing of its mean. Written by Benchmarks/peers/microcircuit_peer.py.
populations:""")
    for index, name in enumerate(NAMES):
        mean, deviation = START[index]
        parameters = "{" + ", ".join(f"{key}: {value}" for key, value in cell.items()) + f", I_e: {currents[index]:.4f}}}"
        print(f"  - {{name: {name}, model: exp-lif, size: {sizes[index]}, initial: {{v: {{normal: [{mean}, {deviation}]}}}}, "
              f"parameters: {parameters}}}")
    for index, name in enumerate(NAMES):
        print(f"  - {{name: outside-{name}, model: poisson-generator, size: {sizes[index]}, parameters: {{rate: {rates[index]:g}}}}}")
    print("projections:")
    for source, target, number, weight in projections:
        clip = "[0, 1e6]" if weight > 0 else "[-1e6, 0]"
        delay = 0.75 if source % 2 else 1.5
        print(f"  - {{from: {NAMES[source]}, to: {NAMES[target]}, connect: {{kind: fixed-total-number, number: {number}, multiple: true}}, "
              f"weight: {{normal: [{weight:.4f}, {abs(weight) / 10:.4f}], clip: {clip}}}, "
              f"delay: {{normal: [{delay}, {delay / 2}], clip: [0.05, 1000]}}}}")
    for name in NAMES:
        print(f"  - {{from: outside-{name}, to: {name}, connect: one-to-one, weight: {outside:.4f}, delay: 1.5 ms}}")
    print("monitors:")
    for name in NAMES:
        print(f"  - {{population: {name}}}")
    print("dt: 0.1 ms\nduration: 10 s\nseed: 1")


def run_nest(seed, seconds, file):
    import nest
    import numpy
    nest.set_verbosity("M_ERROR")
    nest.ResetKernel()
    nest.SetKernelStatus({"resolution": 0.1, "local_num_threads": 1, "rng_seed": seed})
    begun = time.process_time()
    sizes, rates, currents, outside, projections = network()
    cells, recorders = [], []
    for index, size in enumerate(sizes):
        own = nest.Create("iaf_psc_exp", size, dict(
            E_L=CELL["E_L"], V_th=CELL["V_th"], V_reset=CELL["V_reset"], C_m=CELL["C_m"], tau_m=CELL["tau_m"], t_ref=CELL["t_ref"],
            tau_syn_ex=CELL["tau_syn"], tau_syn_in=CELL["tau_syn"], I_e=currents[index]))
        own.V_m = nest.random.normal(*START[index])
        source = nest.Create("poisson_generator", params=dict(rate=rates[index]))
        nest.Connect(source, own, "all_to_all", dict(weight=outside, delay=1.5))
        recorder = nest.Create("spike_recorder", params=dict(start=500.0))
        nest.Connect(own, recorder)
        cells.append(own)
        recorders.append(recorder)
    for source, target, number, weight in projections:
        delay = 0.75 if source % 2 else 1.5
        bounds = dict(min=0.0) if weight > 0 else dict(max=0.0)
        nest.Connect(
            cells[source], cells[target], dict(rule="fixed_total_number", N=number), dict(
                weight=nest.math.redraw(
                    nest.random.normal(weight, abs(weight) / 10), bounds.get("min", -math.inf), bounds.get("max", math.inf)),
                delay=nest.math.redraw(nest.random.normal(delay, delay / 2), 0.05, math.inf)))
    nest.Prepare()
    built = time.process_time()
    nest.Run(1000 * seconds)
    cpu = time.process_time() - built
    arrays = {}
    for index, name in enumerate(NAMES):
        events = recorders[index].events
        arrays[f"{name}.times"] = events["times"]
        arrays[f"{name}.neurons"] = events["senders"] - cells[index][0].global_id
        arrays[f"{name}.size"] = sizes[index]
    numpy.savez(file, **arrays)
    print(json.dumps(dict(
        build=built - begun, cpu=cpu, seconds=seconds, neurons=sum(sizes), synapses=sum(p[2] for p in projections),
        peak_memory_MB=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))


def statistics_of(file, stop):
    """By population: rates, coefficients of variation and correlations of a run, from 0.5 s to 'stop'."""
    import numpy
    data = numpy.load(file)
    found = {}
    for index, name in enumerate(NAMES):
        size = round(FULL[index] * SCALE)
        if f"{name}.spike_times" in data:
            times, neurons = 1000 * data[f"{name}.spike_times"], data[f"{name}.spike_neuron"]
        else:
            times, neurons = data[f"{name}.times"], data[f"{name}.neurons"]
        use = (times > 500) & (times <= stop)
        times, neurons = times[use], neurons[use]
        order = numpy.lexsort((times, neurons))
        times, neurons = times[order], neurons[order]
        counts = numpy.bincount(neurons, minlength=size)
        ends = numpy.cumsum(counts)
        variation = []
        for neuron in range(size):
            intervals = numpy.diff(times[ends[neuron] - counts[neuron]:ends[neuron]])
            if len(intervals) >= 10:
                variation.append(intervals.std() / intervals.mean())
        bins = numpy.arange(500, stop + 2, 2)
        chosen = numpy.flatnonzero(counts > 0)[:200]
        trains = numpy.array([
            numpy.histogram(times[ends[neuron] - counts[neuron]:ends[neuron]], bins)[0] for neuron in chosen])
        matrix = numpy.corrcoef(trains)
        found[name] = dict(
            rate=1000 * counts / (stop - 500), cv=numpy.array(variation), correlation=matrix[numpy.triu_indices(len(chosen), 1)])
    return found


def distance(a, b):
    """Kolmogorov's and Smirnov's of two samples."""
    import numpy
    if len(a) == 0 or len(b) == 0:
        return float("nan")
    at = numpy.sort(numpy.concatenate([a, b]))
    return float(abs(
        numpy.searchsorted(numpy.sort(a), at, "right") / len(a) - numpy.searchsorted(numpy.sort(b), at, "right") / len(b)).max())


def compare(arguments):
    import numpy
    split = arguments.index("--nest")
    stop = float(arguments[0])
    ours = [statistics_of(file, stop) for file in arguments[2:split]]
    nest = [statistics_of(file, stop) for file in arguments[split + 1:]]
    for name in NAMES:
        for quantity in ("rate", "cv", "correlation"):
            line = dict(population=name, quantity=quantity)
            line["ours"] = [float(numpy.mean(run[name][quantity])) for run in ours]
            line["nest"] = [float(numpy.mean(run[name][quantity])) for run in nest]
            line["between"] = [distance(a[name][quantity], b[name][quantity]) for a in ours for b in nest]
            line["among"] = [
                distance(a[name][quantity], b[name][quantity]) for i, a in enumerate(nest) for b in nest[i + 1:]]
            print(json.dumps(line))


if __name__ == "__main__":
    if sys.argv[1] == "yaml":
        write_yaml()
    elif sys.argv[1] == "compare":
        compare(sys.argv[2:])
    else:
        run_nest(int(sys.argv[2]), float(sys.argv[3]), sys.argv[4])
