import ArrayNumerics

import Foundation

/// Reads mean direction, resultant length and width of the posterior on each circle, bin by bin.
struct PosteriorReader {
  private let space: LatentStateSpace
  private let collected: CollectedSums
  /// Padded to whole vectors.
  private let cosines: [Float]
  private let sines: [Float]
  /// One padded row for each circle.
  private var marginal: [Float]
  private var angles: [Float]
  private var lengths: [Float]
  private var halfWidths: [Float]
  private var marginals: [Float]

  init(space: LatentStateSpace, collected: CollectedSums, bins: Int) {
    self.space = space
    self.collected = collected
    let k = space.statesPerCircle
    let circle = LatentStateSpace(circles: 1, statesPerCircle: k)
    cosines = circle.padded((0..<k).map { cos(Double($0) * space.step) })
    sines = circle.padded((0..<k).map { sin(Double($0) * space.step) })
    marginal = [Float](repeating: 0, count: space.circles * space.rowStride)
    let count = bins * space.circles
    let moments = collected.contains(.moments) ? count : 0
    angles = [Float](repeating: 0, count: moments)
    lengths = angles
    halfWidths = [Float](repeating: 0, count: collected.contains(.halfWidths) ? count : 0)
    marginals = [Float](repeating: 0, count: collected.contains(.marginals) ? count * k : 0)
  }

  /// - Parameter gamma: the posterior, padded with zeros, summing to one.
  mutating func read(_ gamma: UnsafePointer<Float>, at bin: Int) {
    guard !angles.isEmpty else { return }
    let k = space.statesPerCircle
    let stride = space.rowStride
    let circles = space.circles
    let rows = space.rows
    marginal.withUnsafeMutableBufferPointer { marginal in
      guard let marginal = marginal.baseAddress else { return }
      for index in 0..<circles * stride { marginal[index] = 0 }
      let along = marginal + (circles - 1) * stride
      for row in 0..<rows {
        var sum = SIMD8<Float>()
        var i = 0
        while i < stride {
          let value = load8(gamma + (row &* stride &+ i))
          store(load8(along + i) + value, along + i)
          sum += value
          i &+= 8
        }
        if circles > 1 {
          let total = sum.sum()
          var rest = row
          var circle = circles - 2
          while circle >= 0 {
            marginal[circle &* stride &+ rest % k] += total
            rest /= k
            circle -= 1
          }
        }
      }
    }
    for circle in 0..<circles {
      let (c, s) = firstMoment(circle)
      let place = bin * circles + circle
      angles[place] = atan2(s, c)
      lengths[place] = min(1, (c * c + s * s).squareRoot())
      if !halfWidths.isEmpty { halfWidths[place] = halfWidth(circle: circle, mean: angles[place], mass: 0.9) }
      if !marginals.isEmpty {
        for i in 0..<k { marginals[place * k + i] = marginal[circle * stride + i] }
      }
    }
  }

  private func firstMoment(_ circle: Int) -> (Float, Float) {
    let stride = space.rowStride
    var (c, s) = (SIMD8<Float>(), SIMD8<Float>())
    marginal.withUnsafeBufferPointer { marginal in
      cosines.withUnsafeBufferPointer { cosines in
        sines.withUnsafeBufferPointer { sines in
          guard let marginal = marginal.baseAddress, let cosines = cosines.baseAddress, let sines = sines.baseAddress
          else { return }
          var i = 0
          while i < stride {
            let value = load8(marginal + (circle &* stride &+ i))
            c += value * load8(cosines + i)
            s += value * load8(sines + i)
            i &+= 8
          }
        }
      }
    }
    return (c.sum(), s.sum())
  }

  /// Half the arc around the mean that holds a share of the posterior, which is taken to be even within each state.
  private func halfWidth(circle: Int, mean: Float, mass: Float) -> Float {
    let k = space.statesPerCircle
    let step = Float(space.step)
    // Position of the mean in states; mass within w states of it grows evenly between the edges of states.
    var position = mean / step
    if position < 0 { position += Float(k) }
    var held: Float = 0
    var width: Float = 0
    var lower = Int(position.rounded())  // the state that is being entered on either side
    var upper = lower
    var lowerLeft = position - (Float(lower) - 0.5)
    var upperLeft = (Float(upper) + 0.5) - position
    func density(_ state: Int) -> Float { marginal[circle * space.rowStride + ((state % k) + k) % k] }
    while width < Float(k) / 2 {
      let advance = min(lowerLeft, upperLeft)
      let rate = density(lower) + density(upper)
      if held + rate * advance >= mass {
        return (width + (mass - held) / max(rate, 1e-12)) * step
      }
      held += rate * advance
      width += advance
      lowerLeft -= advance
      upperLeft -= advance
      if lowerLeft <= 1e-6 {
        lower -= 1
        lowerLeft += 1
      }
      if upperLeft <= 1e-6 {
        upper += 1
        upperLeft += 1
      }
    }
    return .pi
  }

  func finish(_ sums: inout BlockSums) {
    sums.angles = angles
    sums.lengths = lengths
    sums.halfWidths = halfWidths
    sums.marginals = marginals
  }
}
