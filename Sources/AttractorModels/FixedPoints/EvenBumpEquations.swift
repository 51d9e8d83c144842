import ArrayNumerics

/// −u + W u² / (1 + k Σ u²) for even u on the points from the centre to half way round, and its derivatives. Unknowns are u in
/// units of `heightUnit`, and last a parameter in a unit that comes with the call.
struct EvenBumpEquations {
  private let network: RingNetwork
  private let parameter: BumpBranch.Parameter
  private let size: Int
  /// The parameter's value in the whole network.
  private let own: Double
  /// What 1 stands for in the unknowns but the last.
  let heightUnit: Double
  /// How many points of the ring each unknown stands for.
  private let multiplicity: [Double]
  /// Of both points that an unknown stands for, for the network's own parameters, `[to, from]`.
  private let weights: [Double]

  /// - Parameters:
  ///   - network: on a coarse ring.
  ///   - own: the parameter's value in the whole network that it stands for.
  init(_ network: RingNetwork, _ parameter: BumpBranch.Parameter, own: Double, heightUnit: Double) {
    self.network = network
    self.own = own
    self.parameter = parameter
    self.heightUnit = heightUnit
    let ring = Self.ring(network.grid, network.parameters)
    size = ring.representatives.count
    multiplicity = ring.multiplicity
    weights = ring.weights.elements
  }

  private static func ring(_ grid: RingGrid, _ parameters: AttractorParameters) -> ReflectedRing {
    ReflectedRing(grid) { parameters.peakWeight * parameters.connection.value(at: $0, circumference: grid.circumference) }
  }

  private static func weights(_ grid: RingGrid, _ parameters: AttractorParameters) -> [Double] {
    ring(grid, parameters).weights.elements
  }

  /// W u² with its weights.
  private func product(_ weights: [Double], _ u: [Double]) -> [Double] {
    let squares = u.map { $0 * $0 }
    return (0..<size).map { i in
      var sum = 0.0
      for j in 0..<size { sum += weights[i * size + j] * squares[j] }
      return sum
    }
  }

  /// The equations and their derivatives `[equation, unknown]`.
  ///
  /// - Parameter unit: what 1 stands for in the last unknown, of the whole network's parameter.
  func values(at unknowns: [Double], unit: Double) -> (values: [Double], jacobian: Matrix<Double>) {
    let u = unknowns.dropLast().map { $0 * heightUnit }
    let value = unknowns[size] * unit
    let ratio = value / own
    var (k, coupling, weights) = (network.parameters.inhibition, 1.0, weights)
    switch parameter {
    case .inhibition: k *= ratio
    case .coupling: coupling = ratio
    case .width: weights = Self.weights(network.grid, widened(value))
    }
    var total = 0.0
    for index in 0..<size { total += multiplicity[index] * u[index] * u[index] }
    let (norm, drive) = (1 + k * total, product(weights, u))
    let derivative = parameterDerivative(u, value, drive: drive, total: total, norm: norm)
    var jacobian = [Double](repeating: 0, count: size * (size + 1))
    for i in 0..<size {
      let row = i * (size + 1)
      let inhibited = coupling * drive[i] * k / (norm * norm)
      for j in 0..<size {
        jacobian[row + j] = 2 * u[j] * (coupling * weights[i * size + j] / norm - inhibited * multiplicity[j])
      }
      jacobian[row + i] -= 1
      jacobian[row + size] = derivative[i] * unit / heightUnit
    }
    let values = (0..<size).map { (-u[$0] + coupling * drive[$0] / norm) / heightUnit }
    return (values, Matrix(rows: size, columns: size + 1, elements: jacobian))
  }

  /// Of W u² / norm, by the parameter of the whole network.
  private func parameterDerivative(
    _ u: [Double], _ value: Double, drive: [Double], total: Double, norm: Double
  ) -> [Double] {
    switch parameter {
    case .inhibition:
      let perValue = network.parameters.inhibition / own
      return drive.map { -$0 * total * perValue / (norm * norm) }
    case .coupling: return drive.map { $0 / (norm * own) }
    case .width:
      // By differences: the solution does not depend on it.
      let step = 1e-6 * value
      let above = product(Self.weights(network.grid, widened(value + step)), u)
      let below = product(Self.weights(network.grid, widened(value - step)), u)
      return zip(above, below).map { ($0 - $1) / (2 * step * norm) }
    }
  }

  private func widened(_ width: Double) -> AttractorParameters {
    var parameters = network.parameters
    parameters.width = width
    return parameters
  }
}
