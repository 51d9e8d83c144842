import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Schema

/// A simulated recording: spikes of a population, what the animal did, and the truth that made them.
public struct SimulatedRecording: Sendable {
  /// The names of the cells.
  public var cellIDs: [String]
  /// The spike times of each cell in seconds, ascending.
  public var spikeTimes: [[Float]]
  /// What the animal did, in metres and radians.
  public var trajectory: Trajectory
  /// What an analysis should find; no reader takes these arrays for data. Names begin with `truth_`.
  public var truth: [(name: String, array: DataArray)]

  /// The arrays of the file: `spike_times` f32 [S] s, cell after cell; `spike_index` i64 [N], where each cell's spikes
  /// end; `cell_ids` [N]; `t` f64 [T] s; `x`, `y` f32 [T] m; `head_direction` f32 [T] rad; then the truth.
  ///
  /// A position of less than 16 m in single precision is exact to a micrometre, a time below 10,000 s to half a
  /// millisecond (within the first quarter of an hour to 0.03 ms).
  public var arrays: [(name: String, array: DataArray)] {
    var end = 0
    let ends = spikeTimes.map { times in
      end += times.count
      return end
    }
    var result: [(name: String, array: DataArray)] = [
      ("spike_times", DataArray(spikeTimes.flatMap(\.self))), ("spike_index", DataArray(ends)),
      ("cell_ids", DataArray(cellIDs)), ("t", DataArray(trajectory.t)),
    ]
    for (name, values) in [
      ("x", trajectory.x), ("y", trajectory.y), ("head_direction", trajectory.headDirection),
    ] {
      if let values { result.append((name, DataArray(values.map(Float.init)))) }
    }
    return result + truth
  }

  /// Writes the arrays as `.npz`; equal recordings give equal bytes.
  ///
  /// - Throws: `FileError` when the file cannot be written.
  public func write(to url: URL) throws { try NPZArchive.write(arrays, to: url) }
}

/// The data sets that this program simulates, by their names in the registry.
public enum SimulatedDataset: String, Sendable, CaseIterable {
  case gridModule = "grid-module"
  case headDirectionRing = "head-direction-ring"
  case independentCells = "independent-cells"

  /// - Throws: `DatasetError.notSimulated`
  public init(named name: String) throws {
    guard let dataset = SimulatedDataset(rawValue: name) else {
      throw DatasetError.notSimulated(name: name, simulated: Self.allCases.map(\.rawValue))
    }
    self = dataset
  }

  /// True when it is simulated on a measured trajectory.
  public var needsTrajectory: Bool { self != .headDirectionRing }

  /// Makes the data set with its default parameters, except those given.
  ///
  /// - Parameters:
  ///   - trajectory: the file to simulate on (`datasets/rat-trajectory.npz`); ignored by the head-direction ring.
  /// - Throws: `DatasetError`, `FileError` when the trajectory cannot be read, `CancellationError`.
  public func make(
    seed: UInt64 = 1, cells: Int? = nil, minutes: Double? = nil, trajectory: URL, work: Work
  ) throws -> SimulatedRecording {
    switch self {
    case .gridModule, .independentCells:
      var parameters = GridModuleParameters()
      parameters.seed = seed
      if let cells { parameters.cells = cells }
      if let minutes { parameters.minutes = minutes }
      let path = try readTrajectory(contentsOf: trajectory)
      return self == .gridModule
        ? try makeGridModule(parameters: parameters, trajectory: path, work: work)
        : try makeIndependentCells(parameters: parameters, trajectory: path, work: work)
    case .headDirectionRing:
      var parameters = HeadDirectionRingParameters()
      parameters.seed = seed
      if let cells { parameters.cells = cells }
      if let minutes { parameters.minutes = minutes }
      return try makeHeadDirectionRing(parameters: parameters, work: work)
    }
  }
}

/// Reads `t`, `x` and `y` (seconds, metres) of a trajectory file.
///
/// - Throws: `FileError` when the file cannot be read, `DatasetError.unusableTrajectory` when it is not one.
public func readTrajectory(contentsOf url: URL) throws -> Trajectory {
  let archive = try NPZArchive(contentsOf: url)
  let columns = try ["t", "x", "y"].map { name -> [Double] in
    guard let values = try archive.read(name).array?.doubles else {
      throw DatasetError.unusableTrajectory(
        reason: "\(url.lastPathComponent): '\(name)' does not hold numbers.")
    }
    return values
  }
  return Trajectory(t: columns[0], x: columns[1], y: columns[2])
}
