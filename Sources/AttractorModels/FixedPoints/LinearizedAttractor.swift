import ArrayNumerics

/// The dynamics of a ring or torus network linearised at an equilibrium, as products with vectors: J x and Jᵀ x, per unit of
/// time, without the matrix. With adaptation J is not symmetric for any scalar product, and left vectors differ from right
/// ones.
///
/// With s = u² and B = 1 + k Σ s, ∂r/∂u = (2/B) diag(u) − (2k/B²) s uᵀ; J = [[(−1 + W ∂r/∂u)/τ, −1/τ], [m/τᵥ, −1/τᵥ]]. O(n
/// log n) a product on a ring. One for each thread.
public final class LinearizedAttractor {
  /// Values of the whole state.
  public let size: Int
  private let u: [Double]
  private let parameters: AttractorParameters
  private let norm: Double
  private let weights: ([Double]) -> [Double]

  /// - Parameter state: at rest.
  /// - Throws: `wrongCount`, `NumericsError`
  public convenience init(_ network: RingNetwork, at state: [Double]) throws {
    let workspace = try network.makeWorkspace()
    try self.init(network.parameters, neurons: network.grid.count, count: network.stateCount, state) {
      workspace.product.apply(to: $0, into: $1, scale: 1)
    }
  }

  /// - Parameter state: at rest.
  /// - Throws: `wrongCount`, `NumericsError`
  public convenience init(_ network: TorusNetwork, at state: [Double]) throws {
    let workspace = try network.makeWorkspace()
    try self.init(network.parameters, neurons: network.neurons, count: network.stateCount, state) {
      workspace.product.apply(to: $0, into: $1, scale: 1)
    }
  }

  private init(
    _ parameters: AttractorParameters, neurons: Int, count: Int, _ state: [Double],
    product: @escaping (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) throws(AttractorModelsError) {
    guard state.count == count else { throw .wrongCount(what: "state", found: state.count, expected: count) }
    size = count
    u = Array(state.prefix(neurons))
    self.parameters = parameters
    norm = 1 + parameters.inhibition * u.reduce(0) { $0 + $1 * $1 }
    let (from, to) = (WorkVector(neurons), WorkVector(neurons))
    weights = { values in
      for index in values.indices { from.pointer[index] = values[index] }
      product(from.pointer, to.pointer)
      return values.indices.map { to.pointer[$0] }
    }
  }

  /// J x.
  ///
  /// - Precondition: `size` values.
  public func apply(_ x: [Double]) -> [Double] {
    let (n, tau, factor) = (u.count, parameters.timeConstant, 2 / norm)
    let shared = parameters.inhibition / norm * dot(u, x)
    let drive = weights((0..<n).map { factor * u[$0] * (x[$0] - shared * u[$0]) })
    guard let adaptation = parameters.adaptation else { return (0..<n).map { (drive[$0] - x[$0]) / tau } }
    return (0..<n).map { (drive[$0] - x[$0] - x[n + $0]) / tau }
      + (0..<n).map { (adaptation.strength * x[$0] - x[n + $0]) / adaptation.timeConstant }
  }

  /// Jᵀ x.
  ///
  /// - Precondition: `size` values.
  public func applyTransposed(_ x: [Double]) -> [Double] {
    let (n, tau, factor) = (u.count, parameters.timeConstant, 2 / norm)
    let image = weights(Array(x.prefix(n)))
    let shared = parameters.inhibition / norm * (0..<n).reduce(0.0) { $0 + u[$1] * u[$1] * image[$1] }
    let back = (0..<n).map { factor * u[$0] * (image[$0] - shared) }
    guard let adaptation = parameters.adaptation else { return (0..<n).map { (back[$0] - x[$0]) / tau } }
    return (0..<n).map { (back[$0] - x[$0]) / tau + adaptation.strength * x[n + $0] / adaptation.timeConstant }
      + (0..<n).map { -x[$0] / tau - x[n + $0] / adaptation.timeConstant }
  }

  /// The eigenvalues with the largest real parts and the vectors of both sides.
  ///
  /// - Throws: `NumericsError`
  public func leading(_ count: Int, seed: UInt64 = 0) throws -> GeneralEigen {
    try leadingEigenpairs(size: size, count: count, seed: seed, apply: apply, applyTransposed: applyTransposed)
  }

  private func dot(_ first: [Double], _ second: [Double]) -> Double { zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } }
}
