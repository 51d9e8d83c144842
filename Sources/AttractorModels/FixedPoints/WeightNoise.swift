import ArrayNumerics
import Foundation

/// A ring network whose weights were disturbed, each by an independent normal number, and whose neurons may have a constant
/// input of their own besides. Ideal attractors do not survive this: the
/// circle of states at rest becomes a slow drift to a few of them (Zhang 1996, doi:10.1523/JNEUROSCI.16-06-02112.1996;
/// Seeholzer, Deger & Gerstner 2019, doi:10.1371/journal.pcbi.1006928).
public struct DisturbedRing: DynamicalModel {
  /// Before.
  public let network: RingNetwork
  /// What was added to the weights, `[to, from]`.
  public let disturbance: Matrix<Double>
  /// The constant input of each neuron, in the unit of u; zeros for neurons that are alike.
  public let inputs: [Double]

  /// - Parameters:
  ///   - deviation: of the disturbance, as a part of the largest weight.
  ///   - heterogeneity: deviation of the constant inputs, in the unit of u.
  /// - Throws: `badParameter`
  public init(
    _ network: RingNetwork, deviation: Double, heterogeneity: Double = 0, seed: UInt64
  ) throws(AttractorModelsError) {
    try checkNotNegative("the noise of the weights", deviation)
    try checkNotNegative("the heterogeneity of the neurons", heterogeneity)
    self.network = network
    let n = network.grid.count
    let scale = deviation * network.parameters.peakWeight
    var elements: [Double] = []
    elements.reserveCapacity(n * n)
    for row in 0..<n {
      var stream = RandomStream(seed: seed, name: "weight noise", index: UInt64(row))
      for _ in 0..<n { elements.append(scale * stream.normal()) }
    }
    disturbance = Matrix(rows: n, columns: n, elements: elements)
    var stream = RandomStream(seed: seed, name: "heterogeneity")
    inputs = (0..<n).map { _ in heterogeneity * stream.normal() }
  }

  /// Those of the network.
  public var fields: [StateField] { network.fields }

  /// Those of the network.
  public func makeWorkspace() throws -> RingNetwork.Workspace { try network.makeWorkspace() }

  /// The network's, and what the disturbance adds.
  public func drive(
    _ state: [Double], _ input: Stimulus<Double>, _ workspace: inout RingNetwork.Workspace, into drive: inout [Double]
  ) {
    network.drive(state, input, &workspace, into: &drive)
    add(disturbance, rates: network.rates(of: state), to: &drive)
    for neuron in inputs.indices { drive[neuron] += inputs[neuron] }
  }

  private func add(_ disturbance: Matrix<Double>, rates: [Double], to drive: inout [Double]) {
    let n = rates.count
    disturbance.withUnsafeBufferPointer { weights in
      rates.withUnsafeBufferPointer { rates in
        guard let weights = weights.baseAddress, let rates = rates.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { product in
          guard let product = product.baseAddress else { return }
          multiply(n, 1, n, weights, rates, into: product)
          for index in 0..<n { drive[index] += product[index] }
        }
      }
    }
  }

  /// How fast the bump drifts at each position to first order in the disturbance, radians per unit of time:
  /// ψ (δW r + δI) / (τ ψ ∂u/∂c) with the left null vector ψ = u ∂u/∂c.
  ///
  /// - Parameters:
  ///   - bump: at rest in the network before, with its centre at position 0.
  ///   - positions: radians.
  /// - Throws: `NumericsError`
  public func drift(of bump: [Double], at positions: [Double], work: Work = Work()) throws -> [Double] {
    let n = network.grid.count
    let transform = try RealFourierTransform(size: n)
    let waves = try transform.forward(bump)
    let scale = 2 * Double.pi / network.grid.circumference
    return try concurrentMap(positions.count, work: work, chunk: 16) { index in
      let turn = scale * positions[index]
      let shifted = waves.enumerated().map { $1 * Complex(cos(Double($0) * turn), -sin(Double($0) * turn)) }
      // ∂/∂c of exp(ik(x − c)).
      let slope = shifted.enumerated().map { k, wave in
        2 * k == n ? Complex.zero : wave * Complex(0, -Double(k) * scale)
      }
      let (u, du) = (try transform.inverse(shifted), try transform.inverse(slope))
      var change = inputs
      add(disturbance, rates: network.rates(of: u), to: &change)
      var (above, below) = (0.0, 0.0)
      for neuron in 0..<n {
        above += u[neuron] * du[neuron] * change[neuron]
        below += u[neuron] * du[neuron] * du[neuron]
      }
      return above / (below * network.parameters.timeConstant)
    }
  }
}
