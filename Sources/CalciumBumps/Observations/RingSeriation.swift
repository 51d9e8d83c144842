import ArrayNumerics
import Foundation

/// Places of regions on a ring, found from their signals.
package struct RingSeriation: Sendable, Equatable {
  /// Where each region stands, rad in [0, 2π): the first at 0, running the way in which the second comes within half a turn.
  package var angles: [Double]
  /// How much of the variance that regions do not share lies in the plane of the ring, 0 to 1.
  package var share: Double

  /// The angle of each region in the plane of the two largest eigenvectors of the correlation of the regions, after the mean
  /// over the regions was taken from every frame: the correlation of signals of one bump on a ring is a circulant, whose first
  /// eigenvectors are a cosine and a sine (Recanati, Kerdreux & d'Aspremont 2018, arXiv:1807.07122).
  ///
  /// - Returns: `nil` with fewer than three regions or frames.
  /// - Throws: `NumericsError`
  package init?(_ signals: RingSignals) throws {
    let (frames, regions) = (signals.observedFrames, signals.regions)
    guard frames.count > 2, regions > 2 else { return nil }
    let middle = (0..<regions).map { mean(signals.observedValues(of: $0)) }
    let spread = (0..<regions).map { max(standardDeviation(signals.observedValues(of: $0)), .leastNormalMagnitude) }
    var rows: [Double] = []
    for frame in frames {
      let z = (0..<regions).map { (signals.values[frame, $0] - middle[$0]) / spread[$0] }
      let shared = mean(z)
      rows += z.map { $0 - shared }
    }
    let eigen = try symmetricEigen(gram(Matrix(rows: frames.count, columns: regions, elements: rows)))
    let total = eigen.values.reduce(0) { $0 + max($1, 0) }
    share = total > 0 ? (eigen.values[0] + eigen.values[1]) / total : 0
    let raw = (0..<regions).map { atan2(eigen.vectors[$0, 1], eigen.vectors[$0, 0]) }
    let direction: Double = angleDifference(raw[1], raw[0]) < 0 ? -1 : 1
    angles = raw.map { wrapAngle(direction * ($0 - raw[0])) }
  }
}
