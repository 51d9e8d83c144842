import ArrayNumerics
import Foundation

/// Where a population says that the animal is, step by step: by a flat prior, and by a state-space model in which the place
/// walks at random (Brown et al. 1998, doi:10.1523/JNEUROSCI.18-18-07411.1998; Denovellis et al. 2021,
/// doi:10.7554/eLife.64505).
///
/// Places are looked for within a distance of the animal: grid cells of one module say a place only up to their lattice.
package struct PlaneDecoder: Sendable {
  private let folded: FoldedTuning
  private let radius: Int
  private let isNear: [Bool]
  private let kernel: [Float]
  private let step: Double

  private var side: Int { 2 * radius + 1 }

  /// Steps that are decoded together, with so many more on both sides.
  private static let block = 2048
  private static let margin = 64

  /// - Parameters:
  ///   - reach: distance from the animal within which places are looked for, m.
  ///   - motion: of the random walk, m per √s.
  ///   - step: of time, s.
  package init(_ folded: FoldedTuning, reach: Double, motion: Double, step: Double) {
    self.folded = folded
    self.step = step
    let tuning = folded.tunings[0]
    let radius = max(1, Int((reach / tuning.bin).rounded(.down)))
    self.radius = radius
    isNear = (-radius...radius).flatMap { row in
      (-radius...radius).map { Double(row * row + $0 * $0).squareRoot() * tuning.bin <= reach }
    }
    kernel = gaussianTaps(motion * step.squareRoot() / tuning.bin)
  }

  /// - Parameter places: bin of the animal at each step, -1 where unknown.
  /// - Throws: `CancellationError`.
  package func callAsFunction(_ spikes: BinnedSpikes, places: [Int], work: Work) throws -> DecodedPlaces {
    let known = runs(in: places.count) { places[$0] >= 0 }
    let blocks = known.flatMap { run in
      stride(from: run.lowerBound, to: run.upperBound, by: Self.block).map { first in
        (used: first..<min(run.upperBound, first + Self.block), run: run)
      }
    }
    let parts = try concurrentMap(blocks.count, work: work) { number in
      let (used, run) = blocks[number]
      let whole = max(run.lowerBound, used.lowerBound - Self.margin)..<min(run.upperBound, used.upperBound + Self.margin)
      return decode(spikes, places, whole: whole, used: used)
    }
    var found = DecodedPlaces(count: places.count)
    for (block, part) in zip(blocks, parts) { found.fill(block.used, with: part) }
    return found
  }

  private func decode(_ spikes: BinnedSpikes, _ places: [Int], whole: Range<Int>, used: Range<Int>) -> DecodedPlaces {
    var found = DecodedPlaces(count: used.count)
    forwardBackward(
      steps: whole.count, states: side * side,
      likelihood: { step, values in
        logLikelihood(
          spikes.spikes(in: whole.lowerBound + step), at: whole.lowerBound + step, seconds: self.step, places, &values)
        exponentiate(&values)
      },
      move: { density, from, to in
        spread(&density)
        shift(&density, from: places[whole.lowerBound + from], to: places[whole.lowerBound + to])
      },
      take: { step, posterior in
        let index = whole.lowerBound + step
        guard used.contains(index) else { return }
        found.smooth[index - used.lowerBound] = summary(posterior, around: places[index])
      })
    var values = [Float](repeating: 0, count: side * side)
    for index in used {
      let window = spikes.spikes(around: index)
      found.spikes[index - used.lowerBound] = spikes.spikes(in: index).count
      if window.isEmpty { continue }
      logLikelihood(window, at: index, seconds: 2 * step, places, &values)
      exponentiate(&values)
      found.flat[index - used.lowerBound] = summary(values, around: places[index])
    }
    return found
  }

  /// Σ log rate − t Σ rates over the window around a bin; −∞ where the animal never was.
  private func logLikelihood(
    _ spikes: ArraySlice<Int32>, at step: Int, seconds: Double, _ places: [Int], _ values: inout [Float]
  ) {
    let (tuning, place) = (folded(step), places[step])
    let (row, column) = (place / tuning.columns, place % tuning.columns)
    let size = tuning.rows * tuning.columns
    for index in values.indices { values[index] = -.infinity }
    let columns = max(0, column - radius)...min(tuning.columns - 1, column + radius)
    for own in max(0, row - radius)...min(tuning.rows - 1, row + radius) {
      let line = own * tuning.columns
      let out = (own - row + radius) * side - column + radius
      for place in columns where isNear[out + place] && tuning.isVisited[line + place] {
        values[out + place] = -Float(seconds) * tuning.total[line + place]
      }
      tuning.logRates.withUnsafeBufferPointer { rates in
        values.withUnsafeMutableBufferPointer { values in
          for cell in spikes {
            let first = Int(cell) * size + line
            for place in columns { values[out + place] += rates[first + place] }
          }
        }
      }
    }
  }

  /// A Gaussian along both axes; what leaves the window is lost.
  private func spread(_ density: inout [Float]) {
    let half = kernel.count - 1
    if half == 0 { return }
    var across = [Float](repeating: 0, count: density.count)
    density.withUnsafeMutableBufferPointer { density in
      across.withUnsafeMutableBufferPointer { across in
        for row in 0..<side {
          for tap in -half...half {
            let weight = kernel[abs(tap)]
            let (low, high) = (max(0, -tap), min(side, side - tap))
            if low >= high { continue }
            for column in low..<high { across[row * side + column] += weight * density[row * side + column + tap] }
          }
        }
        for index in 0..<density.count { density[index] = 0 }
        for row in 0..<side {
          for source in max(0, row - half)...min(side - 1, row + half) {
            let weight = kernel[abs(source - row)]
            for column in 0..<side { density[row * side + column] += weight * across[source * side + column] }
          }
        }
      }
    }
  }

  /// The same places of the arena in the window around another bin.
  private func shift(_ density: inout [Float], from: Int, to: Int) {
    let tuning = folded.tunings[0]
    let (rows, columns) = (to / tuning.columns - from / tuning.columns, to % tuning.columns - from % tuning.columns)
    if rows == 0, columns == 0 { return }
    var moved = [Float](repeating: 0, count: density.count)
    for row in max(0, -rows)..<max(max(0, -rows), min(side, side - rows)) {
      for column in max(0, -columns)..<max(max(0, -columns), min(side, side - columns)) {
        moved[row * side + column] = density[(row + rows) * side + column + columns]
      }
    }
    density = moved
  }

  /// Mean place and deviation of a density that need not be normalised.
  private func summary(_ density: [Float], around place: Int) -> DecodedPlaces.Place {
    var (sum, x, y, square) = (0.0, 0.0, 0.0, 0.0)
    for row in 0..<side {
      for column in 0..<side {
        let (weight, dx, dy) = (Double(density[row * side + column]), Double(column - radius), Double(row - radius))
        sum += weight
        x += weight * dx
        y += weight * dy
        square += weight * (dx * dx + dy * dy)
      }
    }
    guard sum > 0 else { return DecodedPlaces.Place() }
    let tuning = folded.tunings[0]
    (x, y) = (x / sum, y / sum)
    let (row, column) = (place / tuning.columns, place % tuning.columns)
    return DecodedPlaces.Place(
      x: tuning.x + (Double(column) + 0.5 + x) * tuning.bin, y: tuning.y + (Double(row) + 0.5 + y) * tuning.bin,
      deviation: max(0, square / sum - x * x - y * y).squareRoot() * tuning.bin)
  }
}

/// What was decoded at each step.
package struct DecodedPlaces: Sendable {
  /// A place with the deviation of its posterior, m; NaN where unknown.
  package struct Place: Sendable {
    package var x = Double.nan, y = Double.nan, deviation = Double.nan
  }
  /// By the state-space model, and by a flat prior from the spikes of two steps; unknown there without a spike.
  package internal(set) var smooth: [Place], flat: [Place]
  /// In each step.
  package internal(set) var spikes: [Int]

  init(count: Int) {
    smooth = [Place](repeating: Place(), count: count)
    flat = smooth
    spikes = [Int](repeating: 0, count: count)
  }

  mutating func fill(_ range: Range<Int>, with part: DecodedPlaces) {
    smooth.replaceSubrange(range, with: part.smooth)
    flat.replaceSubrange(range, with: part.flat)
    spikes.replaceSubrange(range, with: part.spikes)
  }
}

/// Half of a Gaussian from its middle on, with the sum 1 over both halves; one tap for no width.
func gaussianTaps(_ sigma: Double) -> [Float] {
  guard sigma > 0.05 else { return [1] }
  let half = max(1, Int((4 * sigma).rounded(.up)))
  let weights = (0...half).map { exp(-0.5 * pow(Double($0) / sigma, 2)) }
  let sum = 2 * weights.reduce(0, +) - weights[0]
  return weights.map { Float($0 / sum) }
}
