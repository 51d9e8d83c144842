// The source of 01-first-torus.ipynb. Scripts/notebook runs it and writes the notebook with its outputs.

// %% [markdown]
// # A first torus
//
// The activity of a module of grid cells lies on a torus, whatever the animal does (Gardner et al. 2022,
// [doi:10.1038/s41586-021-04268-7](https://doi.org/10.1038/s41586-021-04268-7)). This notebook looks for that torus in a
// recording, one step at a time: spikes to rates, rates to a cloud of points, the cloud's holes against shuffled recordings,
// and from the holes two angles for every moment. Each step is a function from a value to a value, and each value can be looked
// at.
//
// The recording is **simulated** (72 grid cells, spacing 48 cm) on the path of a real rat, so we know what should come out.

// %%
import ArrayFiles
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import Plotting
import PopulationActivity
import Recordings
import Stages
import TorusInSpace

let file = URL(fileURLWithPath: "../datasets/grid-module.npz")
let recording = try RecordingReader.read(url: file)
let cells = recording.spikes?.cellCount ?? 0
let spikes = recording.spikes?.spikeCounts.reduce(0, +) ?? 0
let seconds = (recording.trajectory?.t.last ?? 0) - (recording.trajectory?.t.first ?? 0)

print("\(cells) cells, \(spikes) spikes, \(Int(seconds)) s of tracking")
for finding in recording.findings { print("\(finding.level): \(finding.what): \(finding.message)") }

// %% [markdown]
// The reader says what it took for what. A unit that it had to guess is marked `guessed`; `ReadingOptions` settles it.
//
// ## Spikes to rates
//
// Counts in bins of 10 ms, smoothed with a Gaussian of 100 ms, in the bins in which the animal moves. `EmbeddingParameters()`
// holds the defaults of the published analysis (50 ms); change a field to change a parameter. All random numbers come from the
// seed of the context, and the number of threads never changes a result.

// %%
let context = RunContext(work: Work(threads: ProcessInfo.processInfo.activeProcessorCount), seed: 1)

var embeddingParameters = EmbeddingParameters()
embeddingParameters.sigma = 0.100
let embedding = try Embedding.run(
  Embedding.Input(recording), parameters: embeddingParameters, context: context)

print(Embedding.headline(embedding, parameters: embeddingParameters))
print("rates: \(embedding.rates.rows) bins x \(embedding.rates.columns) cells")
for dropped in embedding.notes.dropped { print("left out: \(dropped.count) \(dropped.what), \(dropped.reason)") }

// %% [markdown]
// ## Is it a torus?
//
// Every bin is a point in the space of the cells. The points are z-scored and projected on six principal components, landmarks
// stand for the whole cloud, and persistent cohomology lists its holes as bars: a torus has two long bars in dimension 1 (its
// two ways round) and one in dimension 2 (the void inside).
//
// How long is long? The same chain runs on recordings in which every cell is shifted in time by its own random offset, which
// keeps each cell's firing and destroys what the cells do together. These settings are those of the preset `grid` with fewer
// shuffles and one choice of landmarks instead of three, so that this takes seconds; twenty shuffles cannot give a p below
// 1/21. For a paper, take a thousand.

// %%
var homologyParameters = HomologyParameters()
homologyParameters.selection = .uniform
homologyParameters.cloud.stride = 1
homologyParameters.cloud.active = 8000
homologyParameters.cloud.neighbours = 500
homologyParameters.cloud.landmarks = 600
homologyParameters.cloud.landmarkNeighbours = 400
homologyParameters.transform = .sqrt
homologyParameters.cohomology.maxDimension = 2
homologyParameters.shuffles = 20

let homology = try Homology.run(
  Homology.Input(embedding), parameters: homologyParameters, context: context)

print(homology.verdict.sentence)
for reason in homology.verdict.reasons { print("- \(reason)") }
for dimension in 1...2 {
  let lifetimes = homology.finiteLifetimes(dimension).prefix(3).map { String(format: "%.2f", $0) }
  let p = (homology.pValues(dimension) ?? []).prefix(3).map { String(format: "%.3f", $0) }
  print("H\(dimension): longest bars \(lifetimes.joined(separator: ", ")); p = \(p.joined(separator: ", "))")
}

// %% [markdown]
// More than two bars of dimension 1 can pass the null, so the verdict also asks for a gap: the second bar must be 1.5 times as
// long as the third (1.2 times, where the two angles explain nearly all that the cells share and take nearly all combinations).
//
// Every stage draws its own figures from its result: `figures` returns them with captions, and `display` shows one here. The
// same value is written as SVG or PDF, at the size at which it is printed, with `figure.write(in:config:)`.

// %%
for figure in try Homology.figures(homology, parameters: homologyParameters, pen: FigurePen(PlotConfig(), stem: "tda"))
where figure.name == "barcode" {
  try display(figure.figure)
  print(figure.caption)
}

// %% [markdown]
// ## Two angles for every moment
//
// Each of the two long bars is a way round the torus, and gives every landmark an angle. From there a latent torus is fitted to
// the counts: the tuning of every cell and the motion of the state are learned, and the angles come with the width of their
// posterior. (`PopulationDecoding` is the published decoder, in which each cell votes for the angles at which it was active.)
// After a verdict of *none* or *structure*, `run` throws instead of decoding something that is not there.

// %%
let decodingParameters = LatentDecodingParameters()
let decoding = try LatentDecoding.run(
  LatentDecoding.Input(embedding: embedding, homology: homology), parameters: decodingParameters, context: context)

print(LatentDecoding.headline(decoding, parameters: decodingParameters))

// One moment in every 25 that were decoded, about three a second, drawn with a function of Plotting.
let moments = Array(stride(from: 0, to: decoding.rows.count, by: 25))
try display(
  torusFigure(
    first: moments.map { decoding.coordinates[$0, 0] }, second: moments.map { decoding.coordinates[$0, 1] }))
print("\(moments.count) moments of the population on the torus, coloured by the first angle; they crowd where many cells vote.")

// %% [markdown]
// ## Does the torus know where the animal is?
//
// Nothing so far has used the position. Averaged over the arena, each angle should be a set of even stripes, and two sets of
// stripes make the lattice of the module.

// %%
let cohoMap = try CohoMap.run(
  CohoMap.Input(embedding, decoding), parameters: CohoMapParameters(), context: context)

print(CohoMap.headline(cohoMap, parameters: CohoMapParameters()))
for figure in try CohoMap.figures(cohoMap, parameters: CohoMapParameters(), pen: FigurePen(PlotConfig(), stem: "cohomap")) {
  try display(figure.figure)
  print(figure.caption)
}

// %% [markdown]
// The file also holds what was simulated, under names that the reader leaves alone. `ArraySource` reads any array of any file.

// %%
let arrays = try ArraySource(arraysOf: file)
if let item = arrays.item("truth_spacing"), case .array(let truth) = try arrays.read(item),
  let lattice = cohoMap.lattice?.lattice
{
  let spacing = truth.doubles?.first ?? .nan
  print(String(format: "simulated: %.1f and %.1f cm at 60.0 degrees", spacing * 100, spacing * 100))
  print(
    String(
      format: "found:     %.1f and %.1f cm at %.1f degrees", lattice.lengths[0] * 100, lattice.lengths[1] * 100, lattice.angle))
}

// %% [markdown]
// ## For the paper
//
// Each stage writes its own sentence of the methods section, with the parameters filled in and the references as citation keys.

// %%
print(Embedding.methods(embeddingParameters, result: embedding))
print(Homology.methods(homologyParameters, result: homology))
print(LatentDecoding.methods(decodingParameters, result: decoding))
print(CohoMap.methods(CohoMapParameters(), result: cohoMap))

// %% [markdown]
// Next: put the name of your own file into the first cell. `canns-analyze run session.npz -o results --preset grid` does all of
// this in one command, with a report.
