import Foundation

/// Reads mean direction, resultant length and width of the posterior on each circle, bin by bin.
struct PosteriorReader {
  private let space: LatentStateSpace
  private let collected: CollectedSums
  private let cosines: [Float]
  private let sines: [Float]
  private var marginal: [Float]
  private var angles: [Float]
  private var lengths: [Float]
  private var halfWidths: [Float]
  private var marginals: [Float]

  init(space: LatentStateSpace, collected: CollectedSums, bins: Int) {
    self.space = space
    self.collected = collected
    let k = space.statesPerCircle
    cosines = (0..<k).map { Float(cos(Double($0) * space.step)) }
    sines = (0..<k).map { Float(sin(Double($0) * space.step)) }
    marginal = [Float](repeating: 0, count: space.circles * k)
    let count = bins * space.circles
    let moments = collected.contains(.moments) ? count : 0
    angles = [Float](repeating: 0, count: moments)
    lengths = angles
    halfWidths = [Float](repeating: 0, count: collected.contains(.halfWidths) ? count : 0)
    marginals = [Float](repeating: 0, count: collected.contains(.marginals) ? count * k : 0)
  }

  /// - Parameter gamma: the posterior, padded, summing to one.
  mutating func read(_ gamma: UnsafePointer<Float>, at bin: Int) {
    guard !angles.isEmpty else { return }
    let k = space.statesPerCircle
    let last = space.circles - 1
    for index in marginal.indices { marginal[index] = 0 }
    marginal.withUnsafeMutableBufferPointer { marginal in
      for row in 0..<space.rows {
        let values = gamma + row * space.rowStride
        var sum: Float = 0
        for i in 0..<k {
          marginal[last * k + i] += values[i]
          sum += values[i]
        }
        var rest = row
        for circle in stride(from: last - 1, through: 0, by: -1) {
          marginal[circle * k + rest % k] += sum
          rest /= k
        }
      }
    }
    for circle in 0..<space.circles {
      var (c, s) = (Float(0), Float(0))
      for i in 0..<k {
        c += marginal[circle * k + i] * cosines[i]
        s += marginal[circle * k + i] * sines[i]
      }
      let place = bin * space.circles + circle
      angles[place] = atan2(s, c)
      lengths[place] = min(1, (c * c + s * s).squareRoot())
      if !halfWidths.isEmpty { halfWidths[place] = halfWidth(circle: circle, mean: angles[place], mass: 0.9) }
      if !marginals.isEmpty {
        for i in 0..<k { marginals[place * k + i] = marginal[circle * k + i] }
      }
    }
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
    func density(_ state: Int) -> Float { marginal[circle * k + ((state % k) + k) % k] }
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
