import ArrayNumerics
import Foundation

/// What a rate network is shown at one moment.
public enum Stimulus<Position: Sendable & Equatable>: Sendable, Equatable {
  /// Nothing.
  case none
  /// A bump of the network's own stimulus amplitude, times a factor.
  case bump(at: Position, strength: Double = 1)
  /// One value for each neuron.
  case values([Double])
}

/// A one-dimensional attractor network on a ring, with or without adaptation (CANN1D and CANN1D_SFA of canns).
///
/// State: u, then v where there is adaptation. The recurrent product is exact by Fourier transform.
public struct RingNetwork: DynamicalModel {
  /// Where the neurons are.
  public let grid: RingGrid
  /// What they do.
  public let parameters: AttractorParameters

  /// - Throws: `badParameter`
  public init(grid: RingGrid, parameters: AttractorParameters = .standard) throws(AttractorModelsError) {
    try parameters.check(circumference: grid.circumference)
    self.grid = grid
    self.parameters = parameters
  }

  /// The network of canns: both ends of the circle are neurons, and weights take the nearest turn.
  ///
  /// - Throws: `badParameter`
  public static func compatible(
    neurons: Int, parameters: AttractorParameters
  ) throws(AttractorModelsError) -> RingNetwork {
    var parameters = parameters
    parameters.images = .nearest
    return try RingNetwork(grid: RingGrid(count: neurons, ends: .doubled), parameters: parameters)
  }

  /// u, and v with adaptation.
  public var fields: [StateField] { parameters.fields(shape: [grid.count]) }

  /// The fields, rates, and centre and height of the bump.
  public var observables: [Observable] {
    let (network, decoder) = (self, RingDecoder(grid))
    return fieldObservables + [
      Observable("rates", shape: [grid.count]) { network.rates(of: $0) },
      Observable("center", unit: "rad", shape: [1]) { [decoder.bump(in: $0).center] },
      Observable("height", shape: [1]) { [decoder.bump(in: $0).height] },
    ]
  }

  /// The rates r = u² / (1 + k Σ u²) of a state. The rates that canns keeps are those of the state one step earlier.
  public func rates(of state: [Double]) -> [Double] { parameters.rates(of: state.prefix(grid.count)) }

  /// The weight between neurons at a distance, radians.
  public func weight(at distance: Double) -> Double {
    parameters.peakWeight * parameters.connection.value(at: distance, circumference: grid.circumference)
  }

  /// The stimulus at a position, one value for each neuron: A exp(−d²/4a²) the shorter way round.
  public func stimulus(at position: Double) -> [Double] {
    let profile = parameters.stimulusProfile
    return grid.positions.map {
      parameters.stimulusAmplitude * profile.value(at: grid.distance($0, position), circumference: grid.circumference)
    }
  }

  /// The singular values of the connections, largest first.
  ///
  /// - Throws: `NumericsError`
  public func singularValues() throws -> [Double] {
    try TruncatedProduct.spectrum(grid, isTorus: false) { weight(at: $0) }
  }

  /// Buffers and plans of one run.
  public struct Workspace {
    let product: RingProduct
    /// In place of the product, where not all of it is kept.
    let truncated: TruncatedProduct?
    let bump: BumpTemplate
    let squares: WorkVector
  }

  /// - Throws: `NumericsError` for a ring too large for a transform.
  public func makeWorkspace() throws -> Workspace {
    Workspace(
      product: try RingProduct(grid) { weight(at: $0) },
      truncated: try parameters.rank.map { try TruncatedProduct(grid, rank: $0, isTorus: false) { weight(at: $0) } },
      bump: BumpTemplate(grid, parameters.stimulusProfile), squares: WorkVector(grid.count))
  }

  /// W r + input − v, and m u.
  public func drive(
    _ state: [Double], _ input: Stimulus<Double>, _ workspace: inout Workspace, into drive: inout [Double]
  ) {
    parameters.writeDrive(of: state, neurons: grid.count, into: &drive, squares: workspace.squares) {
      if let truncated = workspace.truncated {
        truncated.apply(to: $0, into: $1, scale: $2)
      } else {
        workspace.product.apply(to: $0, into: $1, scale: $2)
      }
    } addInput: { out in
      switch input {
      case .none: return
      case .bump(let position, let strength):
        workspace.bump.add(at: position, amplitude: parameters.stimulusAmplitude * strength, to: out)
      case .values(let values): addValues(values, to: out, count: grid.count)
      }
    }
  }
}
