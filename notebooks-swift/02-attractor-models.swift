// The source of 02-attractor-models.ipynb. Scripts/notebook runs it and writes the notebook with its outputs.

// %% [markdown]
// # Attractor models
//
// A ring of neurons holds a bump of activity at any place: a continuous attractor. This notebook goes from such a ring to its
// landscape and all of its states at rest, to a ring of your own in twenty lines, to theta sweeps, and to a simulated session
// that the analyses of recordings take, with the truth beside what they find.
//
// ## A ring, and what theory says of it
//
// A model is a value, a `Run` carries it from one state to another, and monitors keep what is looked at. The input is a
// function of the clock: here a stimulus at 0.7 rad for ten time constants, then nothing.

// %%
import ArrayNumerics
import AttractorModels
import Foundation
import ManifoldAnalysis
import ModelAnalysis
import Plotting
import PopulationActivity
import Recordings
import Stages

let ring = try RingNetwork(grid: RingGrid(count: 256), parameters: AttractorParameters(inhibition: 0.5))
let decoder = RingDecoder(ring.grid)
let bumps = Trace(every: 2) { decoder.bump(in: $0) }
let states = Trace(every: 2) { $0 }
let end = try Run(ring, integrator: .euler, dt: 0.1, steps: 400)(observing: [bumps, states]) {
  $0.time < 10 ? .bump(at: 0.7) : .none
}

func rounded(_ value: Double, _ digits: Int = 4) -> String { String(format: "%.\(digits)f", value) }
print("critical inhibition \(rounded(ring.theory.criticalInhibition, 2)), here 0.5")
print("height of the bump: theory \(rounded(ring.theory.heights?.stable ?? .nan))")
print("                    simulated \(rounded(bumps.values.last?.height ?? .nan))")
print("place at the end: \(rounded(bumps.values.last?.center ?? .nan)) rad")

try display(
  ringActivityFigure(
    signals: Matrix(rows: states.values.count, columns: 256, elements: states.values.flatMap { $0.map(Float.init) }),
    angles: ring.grid.positions.map { wrapAngle($0) }, times: states.times, bump: bumps.values.map(\.center),
    valueLabel: "Synaptic input u"))

// %% [markdown]
// While the stimulus is on (A = 10) it dwarfs the bump; when it goes, the bump falls to the height of the theory and stays
// where it is. Above the critical inhibition nothing would be left, and `simulate` says so before it runs:

// %%
let weak = try RingNetwork(grid: RingGrid(count: 256), parameters: AttractorParameters(inhibition: 80))
for warning in weak.warnings { print(warning.text) }

// %% [markdown]
// ## The landscape
//
// The stage `simulate` takes the same from a file. `energy-landscape` shows activity and input, frame by frame, and what truly
// is an energy here: a function that never grows while there is no input.

// %%
let context = RunContext(work: Work(threads: ProcessInfo.processInfo.activeProcessorCount), seed: 1)
let folder = URL(fileURLWithPath: "../datasets/simulations")

func simulate(_ name: String, _ parameters: SimulationParameters = SimulationParameters()) throws -> SimulationResult {
  let yaml = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  return try Simulation.run(
    Simulation.Input(document: SimulationDocument(yaml: yaml, file: name), folder: folder), parameters: parameters,
    context: context)
}

let memory = try simulate("ring-memory.yaml")
print(Simulation.headline(memory, parameters: SimulationParameters()))

var landscapeParameters = EnergyLandscapeParameters()
landscapeParameters.frames = 60
let landscape = try EnergyLandscape.run(
  EnergyLandscape.Input(memory), parameters: landscapeParameters, context: context)
let landscapePen = FigurePen(PlotConfig(), stem: "energy-landscape")
for movie in try EnergyLandscape.animations(landscape, parameters: landscapeParameters, pen: landscapePen) {
  try display(movie.animation, work: context.work)
  print(movie.caption)
}
for figure in try EnergyLandscape.figures(landscape, parameters: landscapeParameters, pen: landscapePen) {
  try display(figure.figure)
  print(figure.caption)
}

// %% [markdown]
// ## All states at rest
//
// `fixed-points` lists every state in which the network rests, with residual, exact eigenvalues and Morse index: the stable
// bump at every place, the saddle below it, several bumps at once, the uniform states and silence. The list has a certificate:
// the indices of single states sum to one, and circles of states count as circles. `continued` follows the stable bump while
// the inhibition grows, around the fold where it meets the saddle.

// %%
var pointParameters = FixedPointsParameters()
pointParameters.model = "cann1d"
pointParameters.set = ["num=512", "k=0.1"]
pointParameters.continued = "k=0.01:200"
let points = try FixedPoints.run(FixedPoints.Input(), parameters: pointParameters, context: context)
print(FixedPoints.headline(points, parameters: pointParameters))
for check in FixedPoints.checks(points, parameters: pointParameters) { print("\(check.name): \(check.found)") }
for figure in try FixedPoints.figures(points, parameters: pointParameters, pen: FigurePen(PlotConfig(), stem: "fixed-points"))
where figure.name != "simulation" {
  try display(figure.figure)
  print(figure.caption)
}

// %% [markdown]
// The largest eigenvalue of the stable bump is 0, the direction along the ring: that is what makes the attractor continuous.
// With noise in the weights it is one no more, and the drift figure says how fast a remembered place is lost.
//
// ## A model of your own
//
// A model says what drives each of its values; the decay, the integrators, monitors, noise, equilibria and stability come from
// the library. This is the ring of Ben-Yishai, Bar-Or & Sompolinsky
// ([doi:10.1073/pnas.92.9.3844](https://doi.org/10.1073/pnas.92.9.3844)): rectified rates, cosine connections.

// %%
struct CosineRing: DynamicalModel {
  var (count, inhibition, coupling, drive) = (128, -6.0, 6.0, 1.0)

  var fields: [StateField] { [StateField("r", "rate", shape: [count], timeConstant: 1)] }
  func makeWorkspace() {}

  func drive(_ state: [Double], _ input: Double, _ workspace: inout Void, into drive: inout [Double]) {
    var (mean, cosine, sine) = (0.0, 0.0, 0.0)
    let angles = (0..<count).map { 2 * Double.pi * Double($0) / Double(count) }
    for (rate, angle) in zip(state, angles) {
      (mean, cosine, sine) = (mean + rate, cosine + rate * cos(angle), sine + rate * sin(angle))
    }
    for index in 0..<count {
      let recurrent = inhibition * mean + coupling * (cosine * cos(angles[index]) + sine * sin(angles[index]))
      drive[index] = max(0, self.drive + input * cos(angles[index]) + recurrent / Double(count))
    }
  }
}

let own = CosineRing()
let settled = try Run(own, integrator: .rungeKutta4, dt: 0.1, steps: 1000) { $0.time < 10 ? 0.1 : 0 }.state
var problem = try EquilibriumProblem(own, input: 0)
let rest = try problem.relax(from: settled)
let eigenvalues = try problem.eigenvalues(at: rest.state)
print("residual \(rest.residual < 1e-12 ? "below 1e-12" : "\(rest.residual)")")
print("eigenvalues " + eigenvalues.prefix(3).map { rounded($0.real, 3) }.joined(separator: ", ") + " ...")

// %% [markdown]
// Theory: half the width of the bump, θ, solves 2π = J₁ (θ − ½ sin 2θ), whatever the drive is. The profile of the bump tells
// it: of A (cos x − cos θ) two values give A and θ. The first eigenvalue is nearly 0 and not quite: the edges of a rectified
// bump fall between neurons, so that 128 of them make no perfect ring.

// %%
var (low, high) = (0.0, Double.pi)
for _ in 0..<60 {
  let middle = (low + high) / 2
  if own.coupling * (middle - sin(2 * middle) / 2) < 2 * .pi { low = middle } else { high = middle }
}
let step = 2 * Double.pi / Double(own.count)
let amplitude = (rest.state[0] - rest.state[8]) / (1 - cos(8 * step))
let halfWidth = acos(1 - rest.state[0] / amplitude)
print("half width of the bump: theory \(rounded(low * 180 / .pi, 1)) degrees, simulated \(rounded(halfWidth * 180 / .pi, 1))")
let degrees = (0...own.count).map { Double($0 - own.count / 2) * 360 / Double(own.count) }
func turned(_ values: [Double]) -> [Double] { degrees.indices.map { values[($0 + own.count / 2) % own.count] } }
try display(
  linesFigure(
    [
      LineSeries(name: "at rest", x: degrees, y: turned(rest.state)),
      LineSeries(name: "theory", x: degrees, y: degrees.map { max(0, amplitude * (cos($0 * .pi / 180) - cos(low))) }),
    ], xAxis: Axis("Place on the ring (degrees)"), yAxis: Axis("Rate"), altText: "The bump of the cosine ring with theory."))

// %% [markdown]
// ## A theta sweep
//
// Direction cells and grid cells on the path of a rat: within each theta cycle the bump of the direction cells sweeps to one
// side of the head, the next time to the other, and the grid cells' bump runs ahead of the animal in that direction.

// %%
var sweepParameters = ThetaSweepParameters()
sweepParameters.duration = 20
sweepParameters.gridSide = 40
sweepParameters.frames = 30
let rat = try RecordingReader.read(url: URL(fileURLWithPath: "../datasets/rat-trajectory.npz"))
let sweep = try ThetaSweeping.run(RecordingInput(rat), parameters: sweepParameters, context: context)
print(ThetaSweeping.headline(sweep, parameters: sweepParameters))
let sweepPen = FigurePen(PlotConfig(), stem: "theta-sweep")
for figure in try ThetaSweeping.figures(sweep, parameters: sweepParameters, pen: sweepPen)
where ["population", "sweeps", "relations"].contains(figure.name) {
  try display(figure.figure)
  print(figure.caption)
}
for movie in try ThetaSweeping.animations(sweep, parameters: sweepParameters, pen: sweepPen) {
  try display(movie.animation, work: context.work)
  print(movie.caption)
}

// %% [markdown]
// ## From a model to a recording, and back
//
// A ring follows a heading that turns at random, and Poisson spikes are drawn from its rates: a session of 48 cells in which
// the bump is known at every moment. The analyses of recordings get the spikes and nothing else. (`canns-analyze simulate …
// --spikes` writes this as a file; here it stays in memory.)

// %%
var sessionParameters = SimulationParameters()
sessionParameters.duration = "300 s"
let session = try simulate("head-direction-session.yaml", sessionParameters)
print(Simulation.headline(session, parameters: sessionParameters))

let times = session["spike_times"]?.doubles ?? []
let ends = session["spike_index"]?.integers ?? []
let trains = ends.indices.map { cell in
  SpikeTrain(id: "cell \(cell)", times: Array(times[(cell == 0 ? 0 : ends[cell - 1])..<ends[cell]]))
}
var recording = Recording(
  source: RecordingSource(url: URL(fileURLWithPath: "ring.npz"), format: "simulation"), spikes: .trains(trains))
// Where the bump stood: no part of any analysis, and laid beside what is decoded.
let bump = session["truth_angles"]?.doubles ?? []
recording.truth = LatentTruth(t: session.times, angles: Matrix(rows: bump.count, columns: 1, elements: bump))

// %% [markdown]
// The chain of the preset `head-direction`: rates, the shape of their cloud against shuffled recordings, and the angle.

// %%
var embeddingParameters = EmbeddingParameters()
embeddingParameters.sigma = 0.3
embeddingParameters.speedFilter = false
let embedding = try Embedding.run(Embedding.Input(recording), parameters: embeddingParameters, context: context)

var homologyParameters = HomologyParameters()
homologyParameters.selection = .uniform
homologyParameters.cloud.components = 4
homologyParameters.cloud.stride = 1
homologyParameters.cloud.active = 4000
homologyParameters.cloud.neighbours = 300
homologyParameters.cloud.landmarks = 400
homologyParameters.cloud.landmarkNeighbours = 300
homologyParameters.transform = .sqrt
homologyParameters.shuffles = 100
let homology = try Homology.run(Homology.Input(embedding), parameters: homologyParameters, context: context)
print(homology.verdict.sentence)

let decoding = try LatentDecoding.run(
  LatentDecoding.Input(embedding: embedding, homology: homology), parameters: LatentDecodingParameters(), context: context)

// %% [markdown]
// The decoder cannot know where the model's angle 0 is, nor which way it counts: both are settled by the best rotation and
// reflection. Then the decoded angle stands beside the bump of the network itself. Chance is what the same choice gives with
// the truth moved in time.

// %%
for check in LatentDecoding.checks(decoding, parameters: LatentDecodingParameters()) where check.name.contains("model") {
  print("\(check.name): \(check.found)")
}
for figure in try LatentDecoding.figures(
  decoding, parameters: LatentDecodingParameters(), pen: FigurePen(PlotConfig(), stem: "decode"))
where figure.name == "truth" {
  try display(figure.figure)
  print(figure.caption)
}
if let truth = decoding.truth {
  let minute = decoding.times.indices.filter { decoding.times[$0] >= 100 && decoding.times[$0] < 160 }
  try display(
    decodedAngleFigure(
      times: minute.map { decoding.times[$0] }, decoded: [minute.map { decoding.coordinates[$0, 0] }],
      measured: [minute.map { truth.aligned[$0, 0] }]))
  print("A minute: colour, decoded from the spikes; dark, the bump of the network.")
}

// %% [markdown]
// Recovering one's own simulation shows that the chain works, not that a brain has such a ring: independent cells that are
// tuned to the heading give the same circle of states. What tells a network from a common input is what it does without one.
//
// Next: `canns-analyze models` lists the models, `canns-analyze models cann1d` shows one with its equations and parameters.
