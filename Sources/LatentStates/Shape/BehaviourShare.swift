import ArrayNumerics
import Foundation

/// How much of what cells share a tracked behaviour explains, and how well it gives the angle of a loop.
package struct BehaviourShare: Sendable, Equatable {
  /// Share of the covariances between cells (as `CovarianceShare.plain`) that the behaviour explains: below 0 when it makes it
  /// worse.
  package var share: Double
  /// How well the behaviour gives the angle: the mean cosine between it and the mean direction of the other half of the time at
  /// the same behaviour. 1 when the behaviour gives the angle, about 0 when they have nothing to do with each other.
  package var concentration: Double
  /// How far what the behaviour leaves of the covariances agrees between the halves of the time, a correlation over pairs.
  package var repeats: Double

  /// - Parameters:
  ///   - angles: of each block, rad.
  ///   - states: the bin of the behaviour of each block, 0 ..< `count`; `nil` where it is not known.
  /// - Returns: `nil` where it is known for less than half of the time. O(time · cell²).
  /// - Throws: `CancellationError`.
  package init?(_ blocks: ActivityBlocks, along angles: [Double], states: [Int?], count: Int, work: Work) throws {
    let known = states.indices.filter { states[$0] != nil }
    guard 2 * known.count > states.count, known.count >= 100, blocks.counts.columns > 1 else { return nil }
    let scores = try blocks.scores(blocks.counts, seconds: 0.3, isGainFree: true, work: work)
    let predicted = try blocks.smoothed(
      Self.predictions(scores, blocks, states: states, count: count), seconds: 0.3, work: work)
    let left = Matrix(
      rows: scores.rows, columns: scores.columns, elements: zip(scores.elements, predicted.elements).map { $0 - $1 })
    let sides = [0, 1].map { side in known.filter { blocks.half[$0] == side } }
    let all = try sides.map { try covariance(scores.selectingRows($0), work) }
    let rest = try sides.map { try covariance(left.selectingRows($0), work) }
    share = CovarianceShare(all: all, left: rest).plain
    repeats = pairAgreement(rest[0], rest[1])

    concentration = Self.concentration(angles, states: states, half: blocks.half, count: count)
  }

  /// Within the same time, a mean direction of few blocks lies near each of them: behaviour that has nothing to do with the
  /// angle would give it to a third.
  static func concentration(_ angles: [Double], states: [Int?], half: [Int], count: Int) -> Double {
    var directions = [[Complex]](repeating: [Complex](repeating: .zero, count: count), count: 2)
    for (block, state) in states.enumerated() {
      guard let state else { continue }
      directions[half[block]][state] = directions[half[block]][state] + Complex(cos(angles[block]), sin(angles[block]))
    }
    let cosines = states.enumerated().compactMap { block, state -> Double? in
      guard let state else { return nil }
      let there = directions[1 - half[block]][state]
      guard there.magnitude > 0 else { return nil }
      return (there.real * cos(angles[block]) + there.imaginary * sin(angles[block])) / there.magnitude
    }
    return cosines.isEmpty ? 0 : mean(cosines)
  }

  /// The mean score of every cell at the behaviour of each block, from the other half of the time.
  private static func predictions(
    _ scores: Matrix<Float>, _ blocks: ActivityBlocks, states: [Int?], count: Int
  ) -> Matrix<Float> {
    let cells = scores.columns
    var sums = [Matrix<Double>](repeating: Matrix(rows: count, columns: cells, repeating: 0), count: 2)
    var times = [[Double]](repeating: [Double](repeating: 1, count: count), count: 2)
    for (block, state) in states.enumerated() {
      guard let state else { continue }
      let side = blocks.half[block]
      times[side][state] += 1
      for cell in 0..<cells { sums[side][state, cell] += Double(scores[block, cell]) }
    }
    var result = Matrix<Float>(rows: scores.rows, columns: cells, repeating: 0)
    for (block, state) in states.enumerated() {
      guard let state else { continue }
      let other = 1 - blocks.half[block]
      for cell in 0..<cells { result[block, cell] = Float(sums[other][state, cell] / times[other][state]) }
    }
    return result
  }
}
