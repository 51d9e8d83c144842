import ArrayNumerics
import Foundation

/// Where gradient descent on the speed leads candidates, as the finder of slow points of BrainPy does it: Adam's method (Kingma
/// & Ba 2015, arXiv:1412.6980) on the mean over candidates and neurons of (τ du/dt)², and only those kept whose own mean is
/// below a threshold.
///
/// On a ring of which one place has two neurons these are no equilibria but bumps that drift slowly enough; which ones depends
/// on the threshold. In double precision: where the reference, in single precision, is left with 3 · 10⁻¹¹ of rounding, less is
/// left.
public struct SlowPoints: Sendable {
  /// How the descent goes, with the numbers of BrainPy.
  public struct Descent: Sendable, Hashable {
    /// At most.
    public var steps = 10_000
    /// Between two looks at the mean of all.
    public var chunk = 200
    /// Of the first step; it shrinks by 0.999 every two steps.
    public var rate = 0.1
    /// For the mean of all, at which it ends.
    public var tolerance = 1e-6
    /// For each, below which it is kept.
    public var threshold = 1e-8
    /// Euclidean, below which two are one.
    public var separation = 2.5e-2

    public init() {}
  }

  /// Of the candidates that are kept.
  public var indices: [Int]
  /// u of each.
  public var states: [[Double]]
  /// The mean over neurons of (τ du/dt)² of each.
  public var losses: [Double]
  /// Of all candidates at every look.
  public var meanLosses: [(step: Int, loss: Double)]

  /// - Parameters:
  ///   - candidates: u of each; all of them descend together.
  /// - Throws: `badParameter` with adaptation; `wrongCount`; `CancellationError`.
  public init(
    _ network: RingNetwork, candidates: [[Double]], descent: Descent = Descent(), work: Work = Work()
  ) throws {
    if let adaptation = network.parameters.adaptation {
      throw AttractorModelsError.badParameter(
        name: "the strength of the adaptation", value: adaptation.strength, expected: "none, for a descent on the speed")
    }
    if let wrong = candidates.first(where: { $0.count != network.grid.count }) {
      throw AttractorModelsError.wrongCount(what: "candidate", found: wrong.count, expected: network.grid.count)
    }
    var walkers = candidates.map { Walker($0) }
    meanLosses = []
    let scale = 2 / Double(max(1, candidates.count) * network.grid.count)
    let block = 16
    for first in stride(from: 0, to: descent.steps, by: descent.chunk) {
      let now = walkers
      let steps = first..<min(descent.steps, first + descent.chunk)
      walkers = try concurrentMap((now.count + block - 1) / block, work: work) { group in
        let slope = try SpeedSlope(network)
        return try now[group * block..<min(now.count, (group + 1) * block)].map { walker in
          try work.checkCancellation()
          var walker = walker
          for step in steps { walker.step(slope, number: step, descent, scale: scale) }
          walker.loss = slope.loss(at: walker.u)
          return walker
        }
      }.flatMap { $0 }
      let mean = walkers.reduce(0) { $0 + $1.loss } / Double(max(1, walkers.count))
      meanLosses.append((steps.upperBound, mean))
      work.report("descending", completed: steps.upperBound, of: descent.steps)
      if mean < descent.tolerance { break }
    }
    var kept = walkers.indices.filter { walkers[$0].loss < descent.threshold }
    // A point goes when any point before it is near, kept or not.
    let all = kept
    kept = all.enumerated().filter { place, index in
      !all[..<place].contains { other in
        var square = 0.0
        for neuron in walkers[index].u.indices {
          let difference = walkers[index].u[neuron] - walkers[other].u[neuron]
          square += difference * difference
          if square >= descent.separation * descent.separation { return false }
        }
        return true
      }
    }.map(\.element)
    indices = kept
    states = kept.map { walkers[$0].u }
    losses = kept.map { walkers[$0].loss }
  }

  /// A candidate on its way, with Adam's moments.
  private struct Walker {
    var u: [Double]
    var first: [Double]
    var second: [Double]
    var loss = Double.nan

    init(_ u: [Double]) {
      self.u = u
      first = [Double](repeating: 0, count: u.count)
      second = first
    }

    mutating func step(_ slope: SpeedSlope, number: Int, _ descent: Descent, scale: Double) {
      let gradient = slope.gradient(at: u)
      let rate = descent.rate * pow(0.999, Double(number) / 2)
      let (left, right) = (1 - pow(0.9, Double(number + 1)), 1 - pow(0.999, Double(number + 1)))
      for index in u.indices {
        let g = gradient[index] * scale
        first[index] = 0.9 * first[index] + 0.1 * g
        second[index] = 0.999 * second[index] + 0.001 * g * g
        u[index] -= rate * (first[index] / left) / ((second[index] / right).squareRoot() + 1e-8)
      }
    }
  }
}

/// f = −u + W r and Jᵀ f of a ring network. One for each thread.
final class SpeedSlope {
  private let network: RingNetwork
  private let product: RingProduct
  private let squares: WorkVector
  private let speed: WorkVector
  private let back: WorkVector

  init(_ network: RingNetwork) throws {
    self.network = network
    product = try RingProduct(network.grid) { network.weight(at: $0) }
    let n = network.grid.count
    (squares, speed, back) = (WorkVector(n), WorkVector(n), WorkVector(n))
  }

  /// Writes f to `speed`, and gives B.
  private func writeSpeed(at u: [Double]) -> Double {
    let n = u.count
    return u.withUnsafeBufferPointer { u in
      guard let u = u.baseAddress else { return 1 }
      let norm = 1 + network.parameters.inhibition * writeSquares(of: u, to: squares.pointer, count: n)
      product.apply(to: squares.pointer, into: speed.pointer, scale: 1 / norm)
      for index in 0..<n { speed.pointer[index] -= u[index] }
      return norm
    }
  }

  /// The mean of f² over neurons.
  func loss(at u: [Double]) -> Double {
    _ = writeSpeed(at: u)
    var sum = 0.0
    for index in u.indices { sum += speed.pointer[index] * speed.pointer[index] }
    return sum / Double(u.count)
  }

  /// Jᵀ f, half the gradient of Σ f²: −f + (2u/B)(W f) − (2k/B²) (u² · W f) u, W being symmetric.
  func gradient(at u: [Double]) -> [Double] {
    let norm = writeSpeed(at: u)
    product.apply(to: speed.pointer, into: back.pointer, scale: 1)
    var along = 0.0
    for index in u.indices { along += squares.pointer[index] * back.pointer[index] }
    let pull = 2 * network.parameters.inhibition * along / (norm * norm)
    return u.indices.map { index in
      -speed.pointer[index] + u[index] * (2 * back.pointer[index] / norm - pull)
    }
  }
}
