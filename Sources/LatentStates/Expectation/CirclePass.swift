import ArrayNumerics

import Foundation

/// Where the rows of a padded function stand, with room for what lies beyond their ends on the circle.
struct RowLayout: Equatable, Sendable {
  /// States of a row.
  let length: Int
  /// Length of a row in whole vectors.
  let padded: Int
  /// Room before and after a row, in whole vectors.
  let margin: Int

  /// - Parameter reach: how many states beyond either end are read.
  init(space: LatentStateSpace, reach: Int) {
    length = space.statesPerCircle
    padded = space.rowStride
    margin = (reach + 7) / 8 * 8
  }

  /// Distance of two rows.
  var stride: Int { padded &+ 2 &* margin }

  /// Start of a row.
  @inline(__always)
  func start(ofRow row: Int) -> Int { row &* stride &+ margin }

  /// Fills the margins of a row with what lies beyond its ends on the circle.
  @inline(__always)
  func wrap(_ row: UnsafeMutablePointer<Float>) {
    if margin == 0 { return }
    if margin == 8, length >= 8 {
      store(load8(row + (length &- 8)), row - 8)
      store(load8(row), row + length)
      return
    }
    for i in 0..<margin { row[-1 - i] = row[length - 1 - i % length] }
    for i in 0..<margin { row[length + i] = row[i % length] }
  }
}

/// One symmetric convolution along a direction on a product of circles, for padded functions in single precision.
final class CirclePass: @unchecked Sendable {
  // Everything is written in init and only read afterwards.
  private let taps: UnsafeMutableBufferPointer<Float>
  /// Start of the row `d` steps back and `d` steps ahead, `[tap, row, 2]`, in the layout that is read.
  private let sources: UnsafeMutableBufferPointer<Int32>
  private let radius: Int
  private let rows: Int
  /// The layout of what is read; its margins are filled.
  let layout: RowLayout

  /// - Parameters:
  ///   - direction: steps on each circle, −1, 0 or 1.
  ///   - taps: one-sided, `[centre, 1, 2, …]`, fewer than K/2.
  init(space: LatentStateSpace, direction: [Int], taps weights: [Double]) {
    radius = weights.count - 1
    rows = space.rows
    let lastStep = direction[space.circles - 1]
    layout = RowLayout(space: space, reach: lastStep == 0 ? 0 : radius)
    taps = .allocate(capacity: weights.count)
    _ = taps.initialize(from: weights.map(Float.init))
    sources = .allocate(capacity: weights.count * rows * 2)
    sources.initialize(repeating: 0)
    for d in 0..<weights.count {
      for row in 0..<rows {
        let outer = direction.dropLast()
        let back = layout.start(ofRow: space.row(row, movedBy: outer.map { -d * $0 })) - d * lastStep
        let ahead = layout.start(ofRow: space.row(row, movedBy: outer.map { d * $0 })) + d * lastStep
        sources[(d * rows + row) * 2] = Int32(back)
        sources[(d * rows + row) * 2 + 1] = Int32(ahead)
      }
    }
  }

  deinit {
    taps.deallocate()
    sources.deallocate()
  }

  /// output(s) = taps₀ input(s) + Σ taps_d (input(s − d) + input(s + d)), in a layout of its own; the padding of the output is
  /// undefined but finite.
  @inline(__always)
  func apply(_ source: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>, as target: RowLayout) {
    let padded = layout.padded
    for row in 0..<rows {
      let written = output + target.start(ofRow: row)
      var k = 0
      // Three vectors at a time, so that a tap and its places are looked up once for all of them.
      while k &+ 24 <= padded {
        let centre = source + (Int(sources[2 &* row]) &+ k)
        var (first, second, third) = (
          taps[0] * load8(centre), taps[0] * load8(centre + 8), taps[0] * load8(centre + 16)
        )
        var d = 1
        while d <= radius {
          let place = (d &* rows &+ row) &* 2
          let back = source + (Int(sources[place]) &+ k)
          let ahead = source + (Int(sources[place &+ 1]) &+ k)
          let tap = taps[d]
          first += tap * (load8(back) + load8(ahead))
          second += tap * (load8(back + 8) + load8(ahead + 8))
          third += tap * (load8(back + 16) + load8(ahead + 16))
          d &+= 1
        }
        store(first, written + k)
        store(second, written + (k &+ 8))
        store(third, written + (k &+ 16))
        k &+= 24
      }
      while k < padded {
        var sum = taps[0] * load8(source + (Int(sources[2 &* row]) &+ k))
        var d = 1
        while d <= radius {
          let place = (d &* rows &+ row) &* 2
          let (back, ahead) = (Int(sources[place]) &+ k, Int(sources[place &+ 1]) &+ k)
          sum += taps[d] * (load8(source + back) + load8(source + ahead))
          d &+= 1
        }
        store(sum, written + k)
        k &+= 8
      }
      target.wrap(written)
    }
  }
}

/// Convolutions one after the other. Each writes what it makes as the next one reads it.
struct CirclePasses: Sendable {
  private let passes: [CirclePass]
  private let rows: Int
  /// The layout without margins, of what comes in and goes out.
  private let plain: RowLayout
  /// Floats that `apply` needs for itself, zeros at first: two functions.
  let scratchCount: Int

  init(_ passes: [CirclePass], space: LatentStateSpace) {
    self.passes = passes
    rows = space.rows
    plain = RowLayout(space: space, reach: 0)
    scratchCount = 2 * rows * passes.reduce(plain.stride) { max($0, $1.layout.stride) }
  }

  /// The result stands in the scratch, until it is used again.
  @inline(__always)
  func apply(_ input: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>) -> UnsafePointer<Float> {
    guard let first = passes.first else { return input }
    var source = input
    var (target, other) = (scratch, scratch + scratchCount / 2)
    if first.layout != plain {
      for row in 0..<rows { copy(input + plain.start(ofRow: row), to: target + first.layout.start(ofRow: row), first.layout) }
      source = UnsafePointer(target)
      swap(&target, &other)
    }
    for (number, pass) in passes.enumerated() {
      pass.apply(source, to: target, as: number + 1 < passes.count ? passes[number + 1].layout : plain)
      source = UnsafePointer(target)
      swap(&target, &other)
    }
    return source
  }

  @inline(__always)
  private func copy(_ row: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ layout: RowLayout) {
    var k = 0
    while k < layout.padded {
      store(load8(row + k), target + k)
      k &+= 8
    }
    layout.wrap(target)
  }
}

/// target += factor · source at some vectors of padded functions.
@inline(__always)
func addVectors(
  _ source: UnsafePointer<Float>, at places: UnsafeBufferPointer<Int32>, times factor: Float,
  to target: UnsafeMutablePointer<Float>
) {
  for place in places {
    let k = Int(place)
    store(load8(target + k) + load8(source + k) * factor, target + k)
  }
}
