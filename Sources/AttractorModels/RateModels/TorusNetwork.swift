import ArrayNumerics
import Foundation

/// A two-dimensional attractor network on a torus, with or without adaptation (CANN2D and CANN2D_SFA of canns).
///
/// State `[y, x]`, row 0 at the smallest y: u, then v where there is adaptation. The recurrent product is exact. As in canns,
/// weights have the 1-D amplitude J₀ / (√(2π) a).
public struct TorusNetwork: DynamicalModel {
  /// Where the neurons are along each of both axes.
  public let grid: RingGrid
  /// What they do.
  public let parameters: AttractorParameters

  /// - Parameter grid: of each axis; the network has its square of neurons.
  /// - Throws: `badParameter`; `tooLarge` above 4096 along an axis.
  public init(grid: RingGrid, parameters: AttractorParameters = .standard) throws(AttractorModelsError) {
    try parameters.check(circumference: grid.circumference)
    if grid.count > 4096 { throw .tooLarge(bytes: 64 * grid.count * grid.count, limit: 64 * 4096 * 4096) }
    self.grid = grid
    self.parameters = parameters
  }

  /// The network of canns: both ends of each axis are neurons, and weights take the nearest turn.
  ///
  /// - Throws: `badParameter`
  public static func compatible(
    side: Int, parameters: AttractorParameters
  ) throws(AttractorModelsError) -> TorusNetwork {
    var parameters = parameters
    parameters.images = .nearest
    return try TorusNetwork(grid: RingGrid(count: side, ends: .doubled), parameters: parameters)
  }

  /// How many neurons there are.
  public var neurons: Int { grid.count * grid.count }

  /// u, and v with adaptation.
  public var fields: [StateField] { parameters.fields(shape: [grid.count, grid.count]) }

  /// The fields, rates, and centre `[x, y]` and height of the bump.
  public var observables: [Observable] {
    let (network, decoder) = (self, TorusDecoder(grid))
    return fieldObservables + [
      Observable("rates", shape: [grid.count, grid.count]) { network.rates(of: $0) },
      Observable("center", unit: "rad", shape: [2]) { state in
        let bump = decoder.bump(in: state)
        return [bump.center.x, bump.center.y]
      },
      Observable("height", shape: [1]) { [decoder.bump(in: $0).height] },
    ]
  }

  /// The rates r = u² / (1 + k Σ u²) of a state. The rates that canns keeps are those of the state one step earlier.
  public func rates(of state: [Double]) -> [Double] { parameters.rates(of: state.prefix(neurons)) }

  /// The weight between neurons at a distance along each axis, radians.
  public func weight(at distance: SIMD2<Double>) -> Double {
    let gaussian = parameters.connection
    return parameters.peakWeight * gaussian.value(at: distance.x, circumference: grid.circumference)
      * gaussian.value(at: distance.y, circumference: grid.circumference)
  }

  /// The stimulus at a position (x, y), `[y, x]`: A exp(−|d|²/4a²) the shorter way round each axis.
  public func stimulus(at position: SIMD2<Double>) -> [Double] {
    let profile = parameters.stimulusProfile
    func line(_ position: Double) -> [Double] {
      grid.positions.map { profile.value(at: grid.distance($0, position), circumference: grid.circumference) }
    }
    let x = line(position.x)
    return line(position.y).flatMap { y in x.map { parameters.stimulusAmplitude * y * $0 } }
  }

  /// What theory says of the network.
  public var theory: BumpTheory { BumpTheory(grid: grid, dimensions: 2, parameters: parameters) }

  /// What a person should know before simulating it.
  public var warnings: [ModelWarning] { theory.warnings(grid: grid) }

  /// The singular values of the connections, largest first.
  ///
  /// - Throws: `NumericsError`
  public func singularValues() throws -> [Double] {
    try TruncatedProduct.spectrum(grid, isTorus: true) {
      parameters.connection.value(at: $0, circumference: grid.circumference)
    }.map { parameters.peakWeight * $0 }
  }

  /// Buffers and plans of one run.
  public struct Workspace {
    let product: TorusProduct
    /// In place of the product, where not all of it is kept.
    let truncated: TruncatedProduct?
    let bump: BumpTemplate
    let squares: WorkVector
    let lines: (x: WorkVector, y: WorkVector)
  }

  /// - Throws: `NumericsError` for a torus too large for a transform.
  public func makeWorkspace() throws -> Workspace {
    Workspace(
      product: try TorusProduct(grid, amplitude: parameters.peakWeight, gaussian: parameters.connection),
      truncated: try parameters.rank.map { rank in
        try TruncatedProduct(grid, rank: rank, isTorus: true, amplitude: parameters.peakWeight) {
          parameters.connection.value(at: $0, circumference: grid.circumference)
        }
      },
      bump: BumpTemplate(grid, parameters.stimulusProfile), squares: WorkVector(neurons),
      lines: (WorkVector(grid.count), WorkVector(grid.count)))
  }

  /// W r + input − v, and m u.
  public func drive(
    _ state: [Double], _ input: Stimulus<SIMD2<Double>>, _ workspace: inout Workspace, into drive: inout [Double]
  ) {
    parameters.writeDrive(of: state, neurons: neurons, into: &drive, squares: workspace.squares) {
      if let truncated = workspace.truncated {
        truncated.apply(to: $0, into: $1, scale: $2)
      } else {
        workspace.product.apply(to: $0, into: $1, scale: $2)
      }
    } addInput: { out in
      switch input {
      case .none: return
      case .bump(let position, let strength):
        addBump(at: position, amplitude: parameters.stimulusAmplitude * strength, workspace, to: out)
      case .values(let values): addValues(values, to: out, count: neurons)
      }
    }
  }

  /// The bump as the product of its two lines.
  private func addBump(
    at position: SIMD2<Double>, amplitude: Double, _ workspace: Workspace, to out: UnsafeMutablePointer<Double>
  ) {
    let (x, y) = workspace.lines
    x.clear()
    y.clear()
    workspace.bump.add(at: position.x, amplitude: 1, to: x.pointer)
    workspace.bump.add(at: position.y, amplitude: amplitude, to: y.pointer)
    let n = grid.count
    for row in 0..<n { add(x.pointer, times: y.pointer[row], to: out + row * n, count: n) }
  }
}

/// Where a bump is on a torus, and whether there is one.
public struct TorusBump: Sendable, Equatable {
  /// (x, y) in the unit of the axes, each in [lower, lower + circumference).
  public var center: SIMD2<Double>
  /// The largest value of u.
  public var height: Double
  /// Length of the mean vector of u² along x and y, 0 (even) to 1.
  public var concentration: SIMD2<Double>

  /// Whether the bump was lost: silence, or activity that is even along an axis.
  public var isLost: Bool {
    height < RingBump.leastHeight || concentration.x < RingBump.leastConcentration
      || concentration.y < RingBump.leastConcentration
  }
}

/// The population vector of u² along each axis, from the sums of columns and rows.
public struct TorusDecoder: Sendable {
  private let grid: RingGrid
  private let ring: RingDecoder

  public init(_ grid: RingGrid) {
    self.grid = grid
    ring = RingDecoder(grid)
  }

  /// - Parameter state: u of every neuron `[y, x]`, and anything behind.
  public func bump(in state: [Double]) -> TorusBump {
    let n = grid.count
    var columns = [Double](repeating: 0, count: n)
    var rows = columns
    var height = -Double.infinity
    for row in 0..<n {
      var sum = 0.0
      for column in 0..<n {
        let u = state[row * n + column]
        columns[column] += u * u
        sum += u * u
        height = max(height, u)
      }
      rows[row] = sum
    }
    let (x, y) = (ring.mean(of: columns), ring.mean(of: rows))
    return TorusBump(
      center: SIMD2(x.position, y.position), height: height, concentration: SIMD2(x.concentration, y.concentration))
  }
}
