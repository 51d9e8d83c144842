import AttractorModels
import Schema

/// A network whose states at rest are looked for.
enum RestingModel: Sendable {
  /// A ring with Gaussian connections.
  case ring(RingNetwork)
  /// A torus with Gaussian connections.
  case torus(TorusNetwork)
  /// Weights of any kind, under an input, with states to start from.
  case recurrent(any RecurrentMap, input: [Double], starts: [[Double]])
  /// Any other network, let go from many states.
  case released(any ReleasedModel)
  /// Direction cells under theta, with the step of their simulations in ms.
  case theta(DirectionCells, ThetaModulation, step: Double)

  /// - Returns: `nil` for a model of another kind.
  init?(_ model: any SimulatedModel) {
    switch model {
    case let ring as RingModel: self = .ring(ring.network)
    case let torus as TorusModel: self = .torus(torus.network)
    case let surface as SurfaceModel: self = .released(surface.released)
    case let ring as FlyRingModel: self = .released(ring.released)
    case let sheet as VelocitySheetModel: self = .released(sheet.released)
    case let sheet as GridPositionModel: self = .released(sheet.released)
    case let ring as BandModel: self = .released(ring.released)
    case let network as HierarchyModel: self = .released(network.released)
    default: return nil
    }
  }

  /// How many neurons there are.
  var neurons: Int {
    switch self {
    case .ring(let network): network.grid.count
    case .torus(let network): network.neurons
    case .recurrent(let network, _, _): network.stateCount
    case .theta(let cells, _, _): cells.grid.count
    case .released(let model): model.stateCount
    }
  }

  /// What a bump is made of; `nil` where there is none.
  var attractor: AttractorParameters? {
    switch self {
    case .ring(let network): network.parameters
    case .torus(let network): network.parameters
    case .recurrent, .theta, .released: nil
    }
  }

  /// What theory says of a bump at rest, of which adaptation takes a part of the drive: as of J₀ / (1 + m) without it.
  var theory: BumpTheory? {
    guard var parameters = attractor, let grid else { return nil }
    parameters.coupling /= 1 + (parameters.adaptation?.strength ?? 0)
    parameters.adaptation = nil
    if case .torus = self { return BumpTheory(grid: grid, dimensions: 2, parameters: parameters) }
    return BumpTheory(grid: grid, dimensions: 1, parameters: parameters)
  }

  /// The axes of the neurons; `nil` for neurons without a place.
  var grid: RingGrid? {
    switch self {
    case .ring(let network): network.grid
    case .torus(let network): network.grid
    case .theta(let cells, _, _): cells.grid
    case .recurrent, .released: nil
    }
  }

  /// What a person should know, a sentence each.
  var warnings: [String] {
    switch self {
    case .ring(let network): network.warnings.map(\.text)
    case .torus(let network): network.warnings.map(\.text)
    case .recurrent, .theta, .released: []
    }
  }
}
