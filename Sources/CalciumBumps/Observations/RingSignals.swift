import ArrayNumerics

/// Signals of regions that stand on a ring, frame by frame.
package struct RingSignals: Sendable, Equatable {
  /// `[frame, region]`, in the unit of the signal; rows of frames that were not observed are not looked at.
  package var values: Matrix<Double>
  /// Where each region stands on the ring, rad.
  package var angles: [Double]
  /// Whether a frame has a value of every region.
  package var isObserved: [Bool]
  /// Whether a frame comes after a gap, so that nothing is known of the way from the frame before; true of the first.
  package var restarts: [Bool]

  /// - Parameters:
  ///   - isObserved: worked out from the values where it is `nil`: a frame with a value that is not finite is not observed.
  ///   - restarts: only the first frame where it is `nil`.
  /// - Precondition: an angle for each column and a flag for each row.
  package init(values: Matrix<Double>, angles: [Double], isObserved: [Bool]? = nil, restarts: [Bool]? = nil) {
    precondition(angles.count == values.columns, "\(angles.count) angles for \(values.columns) regions")
    self.values = values
    self.angles = angles
    self.isObserved = isObserved ?? (0..<values.rows).map { values.row($0).allSatisfy(\.isFinite) }
    self.restarts = restarts ?? (0..<values.rows).map { $0 == 0 }
  }

  /// The number of frames, observed or not.
  package var frames: Int { values.rows }
  /// The number of regions.
  package var regions: Int { values.columns }
  /// The frames that were observed, ascending.
  package var observedFrames: [Int] { isObserved.indices.filter { isObserved[$0] } }

  /// The values of a region in the frames that were observed.
  package func observedValues(of region: Int) -> [Double] {
    isObserved.indices.compactMap { isObserved[$0] ? values[$0, region] : nil }
  }

  /// The same signals on other places of the ring.
  package func at(_ angles: [Double]) -> RingSignals {
    RingSignals(values: values, angles: angles, isObserved: isObserved, restarts: restarts)
  }

  /// Some of the regions, in the given order.
  package func selecting(regions chosen: [Int]) -> RingSignals {
    RingSignals(
      values: values.selectingColumns(chosen), angles: chosen.map { angles[$0] }, isObserved: isObserved, restarts: restarts)
  }

  /// Stretches of frames, each of which begins anew.
  package func stretches(_ ranges: [Range<Int>]) -> RingSignals {
    let rows = ranges.flatMap { Array($0) }
    let starts = Set(ranges.map(\.lowerBound))
    return RingSignals(
      values: values.selectingRows(rows), angles: angles, isObserved: rows.map { isObserved[$0] },
      restarts: rows.map { restarts[$0] || starts.contains($0) })
  }

  /// Evenly spaced angles of so many regions, the first at 0, rad.
  package static func evenAngles(_ regions: Int) -> [Double] {
    (0..<regions).map { (region: Int) -> Double in 2 * .pi * Double(region) / Double(max(1, regions)) }
  }
}
