import ArrayNumerics
import Foundation

/// Place cells of an arena under theta: one in each of its squares, connected by the shortest ways between them, so that
/// activity does not reach through walls (Chu et al. 2024). Distances in metres, time in ms. State u, v.
///
/// τ du/dt = −u + W r + θ A exp(−d²/2a²) − v, u ≥ 0, d the shortest way from the animal; τᵥ dv/dt = −v + m u;
/// r = g u² / (1 + k Σ u²); W = J₀ / (2π a²) exp(−d²/2a²). Weights are not divided by the number of cells: smaller squares
/// are a stronger recurrence.
public struct PlaceCells: DynamicalModel {
  /// What weights and input are of a distance.
  public enum Kernel: String, Sendable, CaseIterable {
    /// exp(−d²/2a²).
    case gaussian
    /// exp(−d/2a²), which canns computes under the name of a Gaussian.
    case exponential
  }

  /// Of each cell, m.
  public let centers: [SIMD2<Double>]
  /// What the cells do.
  public let parameters: SweepParameters
  /// What weights and input are of a distance.
  public let kernel: Kernel
  /// `[to, from]`.
  private let weights: [Double]

  /// - Parameters:
  ///   - distances: between cells, m, a row each; infinite where there is no way.
  ///   - parameters: the width in m.
  /// - Throws: `wrongCount`, `notFinite`, `badParameter`; `tooLarge` above 8,192 cells.
  public init(
    centers: [SIMD2<Double>], distances: [[Double]], parameters: SweepParameters = .placeCells, kernel: Kernel = .gaussian
  ) throws(AttractorModelsError) {
    try parameters.checkPlaces()
    let n = centers.count
    guard n > 0, distances.count == n else {
      throw .wrongCount(what: "rows of distances", found: distances.count, expected: max(1, n))
    }
    guard n <= 8192 else { throw .tooLarge(bytes: 8 * n * n, limit: 8 * 8192 * 8192) }
    for row in distances {
      guard row.count == n else { throw .wrongCount(what: "row of distances", found: row.count, expected: n) }
      if let index = row.firstIndex(where: { $0.isNaN || $0 < 0 }) { throw .notFinite(what: "distances", index: index) }
    }
    self.centers = centers
    self.parameters = parameters
    self.kernel = kernel
    let peak = parameters.coupling / (2 * .pi * parameters.width * parameters.width)
    weights = distances.flatMap { row in row.map { peak * Self.value($0, parameters.width, kernel) } }
  }

  /// In the squares of an arena, by its shortest ways.
  ///
  /// - Throws: as the other; `badParameter` where no square has its middle in the arena; `CancellationError`.
  public init(
    in geodesics: Geodesics, side: Double, parameters: SweepParameters = .placeCells, work: Work = Work()
  ) throws {
    let centers = try ArenaCells(geodesics.arena, side: side).centers
    guard !centers.isEmpty else {
      throw AttractorModelsError.badParameter(
        name: "the side of a square", value: side, expected: "less, for squares in the arena")
    }
    guard centers.count <= 8192 else {
      throw AttractorModelsError.tooLarge(bytes: 8 * centers.count * centers.count, limit: 8 * 8192 * 8192)
    }
    try self.init(
      centers: centers, distances: try geodesics.distances(from: centers, to: centers, work: work), parameters: parameters)
  }

  private static func value(_ distance: Double, _ width: Double, _ kernel: Kernel) -> Double {
    exp(-(kernel == .gaussian ? distance * distance : distance) / (2 * width * width))
  }

  /// What reaches the cells at one moment.
  public struct Input: Sendable, Equatable {
    /// Of each cell from the animal, m.
    public var distances: [Double]
    /// The factor of theta.
    public var modulation: Double

    public init(distances: [Double], modulation: Double) {
      self.distances = distances
      self.modulation = modulation
    }
  }

  /// How many cells there are.
  public var count: Int { centers.count }

  /// u and v.
  public var fields: [StateField] { parameters.fields(shape: [count]) }

  /// The fields, rates, and the place that they stand for.
  public var observables: [Observable] {
    let network = self
    return fieldObservables + [
      Observable("rates", shape: [count]) { network.rates(of: $0) },
      Observable("position", unit: "m", shape: [2]) { state in
        let place = network.position(of: state)
        return [place.x, place.y]
      },
    ]
  }

  /// r = g u² / (1 + k Σ u²).
  public func rates(of state: [Double]) -> [Double] { parameters.rates(of: state) }

  /// The mean place of the cells with more than a tenth of the highest rate, weighted by their rates, m; NaN where all are
  /// silent. In an arena that is not convex the mean may lie beside it.
  public func position(of state: [Double]) -> SIMD2<Double> {
    let highest = state.prefix(count).max() ?? 0
    if highest <= 0 { return SIMD2(.nan, .nan) }
    let cut = 0.1 * highest * highest
    var (sum, weight) = (SIMD2<Double>.zero, 0.0)
    for cell in 0..<count {
      let square = state[cell] * state[cell]
      if square <= cut { continue }
      sum += square * centers[cell]
      weight += square
    }
    return sum / weight
  }

  /// Buffers of one run.
  public struct Workspace {
    let squares: WorkVector
  }

  /// Two vectors.
  public func makeWorkspace() -> Workspace { Workspace(squares: WorkVector(count)) }

  /// W r + θ A exp(−d²/2a²) − v, and m u.
  public func drive(_ state: [Double], _ input: Input, _ workspace: inout Workspace, into drive: inout [Double]) {
    let n = count
    precondition(input.distances.count == n, "\(input.distances.count) distances for \(n) cells")
    state.withUnsafeBufferPointer { state in
      drive.withUnsafeMutableBufferPointer { drive in
        guard let u = state.baseAddress, let out = drive.baseAddress else { return }
        let sum = writeSquares(of: u, to: workspace.squares.pointer, count: n)
        let scale = parameters.gain / (1 + parameters.inhibition * sum)
        weights.withUnsafeBufferPointer { weights in
          guard let weights = weights.baseAddress else { return }
          multiply(n, 1, n, alpha: scale, weights, workspace.squares.pointer, into: out)
        }
        let amplitude = input.modulation * parameters.amplitude
        for cell in 0..<n { out[cell] += amplitude * Self.value(input.distances[cell], parameters.width, kernel) - u[n + cell] }
        for cell in 0..<n { out[n + cell] = parameters.adaptation * u[cell] }
      }
    }
  }

  /// u is not negative.
  public func constrain(_ state: inout [Double]) { rectifyFirstHalf(&state) }
}

extension SweepParameters {
  /// Place cells on squares of 5 cm whose activity runs ahead of an animal within a theta cycle: with more adaptation it
  /// circles around one that turns.
  public static let placeCells = SweepParameters(
    timeConstant: 10, adaptationTimeConstant: 150, adaptationStrength: 10, inhibition: 1, width: 0.1, amplitude: 3,
    coupling: 0.1, gain: 5)

  /// The defaults of canns for place cells.
  public static let cannsPlaceCells = SweepParameters(
    timeConstant: 10, adaptationTimeConstant: 100, adaptationStrength: 30, inhibition: 0.2, width: 0.2, amplitude: 5,
    coupling: 1, gain: 1)
}
