/// A function of the squared distance as a table over the bits of the Float: 64 cells an octave, linear in between. For the
/// two forces of UMAP the relative error is below 4·10⁻⁵, and there is no power to compute.
struct ForceTable: Sendable {
  private static var lowestOctave: Int { -24 }
  private static var octaves: Int { 48 }
  /// Value at the left of a cell, and the difference to its right.
  private let cells: [SIMD2<Float>]

  init(_ function: (Double) -> Double) {
    cells = (0..<Self.octaves * 64).map { cell in
      let octave = Double(sign: .plus, exponent: cell / 64 + Self.lowestOctave, significand: 1)
      let (left, right) = (octave * (1 + Double(cell % 64) / 64), octave * (1 + Double(cell % 64 + 1) / 64))
      let value = function(left)
      return SIMD2(Float(value), Float(function(right) - value))
    }
  }

  /// Lends the table to a hot loop.
  func withLookup<Result>(_ body: (Lookup) throws -> Result) rethrows -> Result {
    try cells.withUnsafeBufferPointer { cells in try body(Lookup(cells: cells.baseAddress!)) }
  }

  /// The table without reference counts; valid within `withLookup` only.
  struct Lookup {
    fileprivate let cells: UnsafePointer<SIMD2<Float>>

    /// The value at a squared distance, which counts as at least 2⁻²³.
    @inline(__always)
    func callAsFunction(_ square: Float) -> Float {
      let bits = max(square, 0x1p-23).bitPattern
      let cell = min(Int(bits >> 17) &- (127 &+ ForceTable.lowestOctave) &* 64, ForceTable.octaves &* 64 &- 1)
      let fraction = Float(bitPattern: (bits & 0x1_FFFF) << 6 | 0x3F80_0000) - 1
      let entry = cells[cell]
      return entry.x + entry.y * fraction
    }
  }
}

/// Both forces of UMAP.
struct LayoutForces: Sendable {
  let attraction: ForceTable
  let repulsion: ForceTable

  init(_ curve: ProximityCurve) {
    attraction = ForceTable(curve.attraction)
    repulsion = ForceTable(curve.repulsion)
  }
}

/// A force on each axis lies within ±4, as in UMAP.
@inline(__always)
func clipped<Position: SIMD>(_ force: Position) -> Position where Position.Scalar == Float {
  let low = force.replacing(with: -4, where: force .< -4)
  return low.replacing(with: 4, where: low .> 4)
}

/// SplitMix64: the fast generator of one meeting, started from a Philox draw of its own.
struct QuickRandom {
  var state: UInt64

  @inline(__always)
  mutating func below(_ bound: UInt64) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int(((word >> 32) &* bound) >> 32)
  }
}
