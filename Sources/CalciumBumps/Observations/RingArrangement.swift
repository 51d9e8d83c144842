/// Which regions of a recording are used, and where each stands on the ring.
package struct RingArrangement: Sendable, Equatable {
  /// Indices of the regions in the recording.
  package var columns: [Int]
  /// Where each of them stands, rad.
  package var angles: [Double]

  /// - Precondition: an angle for each column.
  package init(columns: [Int], angles: [Double]) {
    precondition(columns.count == angles.count, "\(angles.count) angles for \(columns.count) columns")
    self.columns = columns
    self.angles = angles
  }

  /// Regions that stand evenly around the ring, in order.
  package static func even(_ regions: Int) -> RingArrangement {
    RingArrangement(columns: Array(0..<regions), angles: RingSignals.evenAngles(regions))
  }

  /// Glomeruli of a protocerebral bridge, both sides.
  package static let glomeruli = 18
  /// Phase of the right side against the left: half a glomerulus back, rad.
  package static let bridgeOffset = -Double.pi / 8

  /// The protocerebral bridge folded to one ring. Each side of eight glomeruli goes once round; the two outermost of all 18
  /// have no E-PG cells, only leak, and are left out (Wolff et al. 2015, doi:10.1002/cne.23705).
  ///
  /// - Parameters:
  ///   - regions: 18 glomeruli, or 16 without the outermost.
  ///   - offset: phase of the right side against the left, rad.
  /// - Returns: `nil` for another number of regions.
  package static func bridge(_ regions: Int, offset: Double = bridgeOffset) -> RingArrangement? {
    guard regions == glomeruli || regions == glomeruli - 2 else { return nil }
    let first = (regions - 16) / 2
    let angles = (0..<16).map { index -> Double in
      let turn = Double(index % 8) * Double.pi / 4
      return index < 8 ? turn : turn + offset
    }
    return RingArrangement(columns: Array(first..<first + 16), angles: angles)
  }

  /// Some of the regions, by a condition on their index in the recording.
  package func filter(_ isKept: (Int) -> Bool) -> RingArrangement {
    let kept = columns.indices.filter { isKept(columns[$0]) }
    return RingArrangement(columns: kept.map { columns[$0] }, angles: kept.map { angles[$0] })
  }
}
