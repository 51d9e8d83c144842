import ArrayNumerics
import Foundation
import Testing

/// The recursion against Bayes' formula over all paths of a small chain.
@Suite struct ForwardBackwardTests {
  /// Three states on a ring, of which the walk stays with 0.7 and goes to either neighbour with 0.15.
  static let stays = [[0.7, 0.15, 0.15], [0.15, 0.7, 0.15], [0.15, 0.15, 0.7]]
  static let likelihoods = [[0.9, 0.2, 0.4], [0.1, 1, 0.3], [0.5, 0.5, 0.05], [1, 0.02, 0.6], [0.3, 0.3, 1]]

  /// - Returns: the posterior of each step.
  static func posterior<Number: BinaryFloatingPoint>(
    _ likelihoods: [[Double]], of: Number.Type, restarts: Set<Int> = []
  ) -> [[Double]] {
    var found = [[Double]](repeating: [], count: likelihoods.count)
    forwardBackward(
      steps: likelihoods.count, states: 3, restarts: { restarts.contains($0) },
      likelihood: { (step, values: inout [Number]) in values = likelihoods[step].map(Number.init) },
      move: { density, _, _ in
        let now = density
        for state in 0..<3 { density[state] = (0..<3).reduce(0) { $0 + now[$1] * Number(stays[$1][state]) } }
      }, take: { step, posterior in found[step] = posterior.map(Double.init) })
    return found
  }

  /// Σ over all 3⁵ paths of the product of likelihoods and steps.
  static func paths(_ likelihoods: [[Double]], restarts: Set<Int>) -> [[Double]] {
    let steps = likelihoods.count
    var sums = [[Double]](repeating: [0, 0, 0], count: steps)
    for number in 0..<Int(pow(3, Double(steps))) {
      var path = [Int](), rest = number
      for _ in 0..<steps {
        path.append(rest % 3)
        rest /= 3
      }
      var weight = 1.0
      for step in 0..<steps {
        weight *= likelihoods[step][path[step]]
        weight *= step == 0 || restarts.contains(step) ? 1 / 3 : stays[path[step - 1]][path[step]]
      }
      for step in 0..<steps { sums[step][path[step]] += weight }
    }
    return sums.map { row in row.map { $0 / row.reduce(0, +) } }
  }

  @Test(arguments: [[], [2], [1, 4]]) func itIsBayesFormula(restarts: [Int]) {
    let restarts = Set(restarts)
    let expected = Self.paths(Self.likelihoods, restarts: restarts)
    let double = Self.posterior(Self.likelihoods, of: Double.self, restarts: restarts)
    let single = Self.posterior(Self.likelihoods, of: Float.self, restarts: restarts)
    for step in expected.indices {
      for state in 0..<3 {
        #expect(abs(double[step][state] - expected[step][state]) < 1e-14)
        #expect(abs(single[step][state] - expected[step][state]) < 1e-6)
      }
    }
  }

  /// A step that the one before cannot have led to counts alone, and one without any likelihood takes nothing from the others.
  @Test func whatCannotBeReachedBeginsAnew() {
    let seen: [[Float]] = [[1, 0, 0], [0, 1, 0.5]]
    var found = [[Float]](repeating: [], count: 2)
    forwardBackward(
      steps: 2, states: 3, likelihood: { (step, values: inout [Float]) in values = seen[step] }, move: { _, _, _ in },
      take: { found[$0] = $1 })
    #expect(found[0] == [1, 0, 0] && found[1][0] == 0 && abs(found[1][1] - 2 / 3) < 1e-6 && abs(found[1][2] - 1 / 3) < 1e-6)
    let nothing = Self.posterior([[1, 0.5, 0], [0, 0, 0], [0, 0.5, 1]], of: Double.self)
    #expect(nothing[1] == [0, 0, 0])
    #expect(abs(nothing[2].reduce(0, +) - 1) < 1e-14 && nothing[2][0] == 0 && nothing[2][2] > nothing[2][1])
  }

  @Test func nothingIsNoStep() {
    var calls = 0
    forwardBackward(
      steps: 0, states: 3, likelihood: { (_, _: inout [Double]) in calls += 1 }, move: { _, _, _ in calls += 1 },
      take: { _, _ in calls += 1 })
    #expect(calls == 0)
  }
}
