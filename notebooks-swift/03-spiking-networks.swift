// The source of 03-spiking-networks.ipynb. Scripts/notebook runs it and writes the notebook with its outputs.

// %% [markdown]
// # Spiking networks
//
// A network is a value: populations of neurons, projections between them, and what is looked at. Here it is built in Swift; a
// YAML file for `canns-analyze simulate` holds the same. First comes the network with which NeurAI's documentation begins: a
// hundred Poisson sources drive a hundred leaky neurons (`lif0`), which reach a second population (`lif1`) over 80 synapses,
// and a current flows into that one for a millisecond.

// %%
import ArrayNumerics
import Foundation
import ModelAnalysis
import Plotting
import SpikingNetworks
import Stages

let cell: [String: Distribution] = [
  "V_rest": .constant(-60), "V_th": .constant(-50), "V_reset": .constant(-60), "tau": .constant(20), "I_e": .constant(0),
]
let start: [String: Distribution] = ["v": .constant(-55)]
let network = NetworkDescription(
  dt: 0.1, duration: 5,
  populations: [
    PopulationDescription("lif0", model: "ExpLIF", size: 100, parameters: cell, initial: start),
    PopulationDescription("lif1", model: "ExpLIF", size: 100, parameters: cell, initial: start),
    PopulationDescription("poisson", model: "PoissonGenerator", size: 100, parameters: ["rate": .constant(1000)]),
    PopulationDescription(
      "dc", model: "DCGenerator", size: 100,
      parameters: ["amplitude": .constant(50), "start": .constant(0.5), "stop": .constant(1.5)]),
  ],
  projections: [
    ProjectionDescription(from: "poisson", to: "lif0", .oneToOne, weight: .constant(1000)),
    ProjectionDescription(from: "dc", to: "lif1", .oneToOne),
    ProjectionDescription(
      from: "lif0", to: "lif1", .fixedTotalNumber(80, allowsMultiple: false, allowsSelf: true), weight: .constant(5),
      delay: .steps(.constant(2)), representation: .mat),
  ],
  monitors: [MonitorDescription("lif0", ["spike", "v"]), MonitorDescription("lif1", ["spike", "v"])])

let record = try SpikingNetwork(network).run()
for spikes in record.spikes { print("\(spikes.population): \(spikes.steps.count) spikes in 5 ms") }

// %% [markdown]
// Over many seeds `lif0` has 116 ± 5 spikes and `lif1` none. The raster of `lif0`, as NeurAI's `raster_plot` draws it:

// %%
try display(
  rasterFigure(
    spikeTimes: record.spikes[0].trains.map { $0.map { $0 / 1000 } }, timeRange: 0...0.005))

// %% [markdown]
// And the potential of its first neuron, as `line_plot` does. The equations are linear between spikes, so the steps are exact.

// %%
if let trace = record.traces.first(where: { $0.population == "lif0" }) {
  let potential = (0..<trace.values.rows).map { trace.values[$0, 0] }
  print("from \(potential[0]) to \(potential[potential.count - 1]) mV")
  try display(
    linesFigure(
      [LineSeries(name: "v", x: trace.times, y: potential)], xAxis: Axis("Time (ms)"), yAxis: Axis("Potential of lif0 (mV)"),
      altText: "Potential of the first neuron of lif0 over 5 ms."))
}

// %% [markdown]
// ## A neuron of your own
//
// Equations are text, here a leaky neuron with a threshold that every spike raises; they are compiled before the run. The same
// lines stand in a file under `models:`.

// %%
let adapting = NeuronEquations(
  "adapting", form: .ode, parameters: [.init("tau", 10), .init("tau_theta", 100), .init("jump", 2)],
  variables: [.init("V", 0), .init("theta", 10)],
  equations: ["dV/dt = (25 - V)/tau", "dtheta/dt = (10 - theta)/tau_theta"], threshold: "V > theta",
  reset: ["V = 0", "theta = theta + jump"])
let alone = try SpikingNetwork(
  NetworkDescription(
    dt: 0.1, duration: 200, populations: [PopulationDescription("cell", model: "adapting", size: 1)], equations: [adapting])
).run()
let times = alone.spikes[0].times
let intervals = zip(times.dropFirst(), times).map { $0 - $1 }
print("\(times.count) spikes; the first interval is \(rounded(intervals.first)) ms, the last \(rounded(intervals.last)) ms")

func rounded(_ value: Double?) -> String { value.map { String(format: "%.1f", $0) } ?? "none" }

// %% [markdown]
// ## A ring attractor
//
// `datasets/simulations/spiking-ring.yaml` describes 128 excitatory neurons on a ring, joined to their neighbours by slow
// currents, and 32 inhibitory ones that hold all of them down. One bump of activity can stand anywhere; a weak current at the
// heading leads it. We run twenty seconds of it.

// %%
let folder = URL(fileURLWithPath: "../datasets/simulations")
let yaml = try String(contentsOf: folder.appendingPathComponent("spiking-ring.yaml"), encoding: .utf8)
var parameters = SimulationParameters()
parameters.duration = "20 s"
let ring = try Simulation.run(
  Simulation.Input(document: SimulationDocument(yaml: yaml, file: "spiking-ring.yaml"), folder: folder),
  parameters: parameters, context: RunContext(work: Work(threads: 1), seed: 1))
print(Simulation.headline(ring, parameters: parameters))

// %% [markdown]
// The slow currents of all neurons over time, with the centre of the bump (white) and the heading (orange).

// %%
if let currents = ring["e.I_ex"], let values = currents.floats, let centers = ring["e.center"]?.doubles,
  let heading = ring["head_direction"]?.doubles
{
  try display(
    ringActivityFigure(
      signals: Matrix(rows: currents.shape[0], columns: currents.shape[1], elements: values),
      angles: (0..<128).map { 2 * Double.pi * Double($0) / 128 }, times: ring.times, bump: centers, measured: heading,
      measuredName: "heading", valueLabel: "Slow current (pA)"))
}

// %% [markdown]
// What `simulate` writes is a recording: `canns-analyze run DIR/simulate.npz --preset head-direction` finds the ring in the
// spikes alone, and `bump-fit --map roi=e.I_ex` follows the bump in the currents.
