import ArrayNumerics
import Foundation
import Recordings
import Schema

/// Simulates a module of grid cells on a measured trajectory.
///
/// All cells share spacing and orientation and differ in phase. The rate of a cell at position r is
/// background + peak · exp(κ (Σⱼ cos(kⱼ·(r − c)) / 3 − 1)) with three wave vectors kⱼ of length 4π / (√3 spacing), 60°
/// apart, and c the centre of a field: the sum of three plane waves of Solstad, Moser & Einevoll 2006
/// (doi:10.1002/hipo.20244), exponentiated so that fields are round and silent between. Spikes are a Poisson process with a
/// refractory period; there is no theta rhythm, no drift and no noise shared by cells.
///
/// Truth: `truth_phase` f64 [2,N], coordinates of the field centres along the two lattice vectors, rad in [0, 2π);
/// `truth_lattice` f64 [2,2], the lattice vectors as rows, m; `truth_spacing` m, `truth_orientation` rad,
/// `truth_peak_rate` f64 [N] Hz, `truth_seed`.
/// - Parameters:
///   - trajectory: positions in metres; continued backward and forward again when it is too short.
/// - Returns: equal for equal parameters and trajectory, whatever the number of threads.
/// - Throws: `DatasetError.badParameter`, `DatasetError.unusableTrajectory`, `CancellationError`.
public func makeGridModule(
  parameters: GridModuleParameters, trajectory: Trajectory, work: Work
) throws -> SimulatedRecording {
  try gridCells(parameters, trajectory, work, stream: "dataset.grid-module") { _, _ in 0 }
}

/// Simulates a negative control: grid cells of one module, each on the trajectory shifted in time by an amount of its
/// own. Every cell is a perfect grid cell of its own shifted path, but together they trace no torus.
///
/// Against the positions in the file no cell is a grid cell either. Shifts are uniform over the session, at least 20 s
/// (a tenth of the session when that is shorter) from none. Truth: as for the grid module, and `truth_shift` f64 [N] s.
/// - Throws: as `makeGridModule`.
public func makeIndependentCells(
  parameters: GridModuleParameters, trajectory: Trajectory, work: Work
) throws -> SimulatedRecording {
  try gridCells(parameters, trajectory, work, stream: "dataset.independent-cells") { cell, duration in
    var random = RandomStream(
      seed: parameters.seed, name: "dataset.independent-cells.shift", index: UInt64(cell))
    let margin = min(20, duration / 10)
    return margin + random.uniform() * (duration - 2 * margin)
  }
}

/// What is drawn for each cell before its spikes.
private struct GridCell {
  var phase: SIMD2<Double>
  var peakRate: Double
  var shift: Double
}

private func gridCells(
  _ parameters: GridModuleParameters, _ trajectory: Trajectory, _ work: Work, stream: String,
  shift: (Int, Double) -> Double
) throws -> SimulatedRecording {
  try parameters.validate()
  let path = try ContinuedTrajectory(trajectory, duration: parameters.minutes * 60)
  let lattice = GridLattice(spacing: parameters.spacing, orientation: parameters.orientation)
  let cells = (0..<parameters.cells).map { cell in
    var random = RandomStream(seed: parameters.seed, name: stream + ".cell", index: UInt64(cell))
    return GridCell(
      phase: SIMD2(2 * .pi * random.uniform(), 2 * .pi * random.uniform()),
      peakRate: parameters.peakRate * (0.75 + 0.5 * random.uniform()), shift: shift(cell, path.duration))
  }
  let inner = work.serial
  let spikes = try concurrentMap(cells.count, work: work) { index in
    let cell = cells[index]
    let center = lattice.position(of: cell.phase)
    var random = RandomStream(seed: parameters.seed, name: stream, index: UInt64(index))
    return try poissonSpikes(
      duration: path.duration, highestRate: parameters.backgroundRate + cell.peakRate,
      refractoryPeriod: parameters.refractoryPeriod, random: &random, work: inner
    ) { time in
      let place = path.position(at: time + cell.shift)
      let waves = lattice.waves(atX: place.x - center.x, y: place.y - center.y)
      return parameters.backgroundRate + cell.peakRate * exp(parameters.concentration * (waves / 3 - 1))
    }
  }
  var truth: [(name: String, array: DataArray)] = [
    ("truth_phase", DataArray(cells.map(\.phase.x) + cells.map(\.phase.y), shape: [2, cells.count])),
    ("truth_lattice", DataArray(lattice.vectors.flatMap { [$0.x, $0.y] }, shape: [2, 2])),
    ("truth_spacing", DataArray([parameters.spacing], shape: [])),
    ("truth_orientation", DataArray([parameters.orientation], shape: [])),
    ("truth_peak_rate", DataArray(cells.map(\.peakRate))),
    ("truth_seed", DataArray(shape: [], storage: .uint64([parameters.seed]))),
  ]
  if cells.contains(where: { $0.shift != 0 }) { truth.append(("truth_shift", DataArray(cells.map(\.shift)))) }
  return SimulatedRecording(
    cellIDs: names(of: cells.count), spikeTimes: spikes,
    trajectory: Trajectory(t: path.t, x: path.x, y: path.y), truth: truth)
}

/// `0`, `1`, … as text.
func names(of count: Int) -> [String] { (0..<count).map(String.init) }

/// A hexagonal lattice of firing fields.
struct GridLattice {
  /// Two lattice vectors, 60° apart, m.
  let vectors: [SIMD2<Double>]
  /// Three wave vectors, 60° apart, rad/m.
  private let waveVectors: [SIMD2<Double>]

  init(spacing: Double, orientation: Double) {
    vectors = [0, Double.pi / 3].map { spacing * SIMD2(cos(orientation + $0), sin(orientation + $0)) }
    let length = 4 * Double.pi / (3.0.squareRoot() * spacing)
    waveVectors = [1, 3, 5].map { (sixths: Double) in
      let angle = orientation + sixths * .pi / 6
      return length * SIMD2(cos(angle), sin(angle))
    }
  }

  /// The sum of the three plane waves: 3 in the centre of a field, −1.5 at the points farthest from all fields.
  func waves(atX x: Double, y: Double) -> Double {
    var sum = 0.0
    for wave in waveVectors { sum += cos(wave.x * x + wave.y * y) }
    return sum
  }

  /// The field centre of a phase, m from the origin.
  func position(of phase: SIMD2<Double>) -> SIMD2<Double> {
    (phase.x * vectors[0] + phase.y * vectors[1]) / (2 * .pi)
  }
}
