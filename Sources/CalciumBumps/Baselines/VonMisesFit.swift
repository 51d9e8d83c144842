import ArrayNumerics
import Foundation

/// Least squares of every frame by itself: y = c + a k(x − θ) with a > 0, over a grid of places and widths.
package struct VonMisesFit: Sendable, Equatable {
  /// θ, rad in [0, 2π), `[frame]`; NaN in frames that were not observed or have no bump of positive amplitude.
  package var position: [Double]
  /// a, in the unit of the signals, `[frame]`.
  package var amplitude: [Double]
  /// κ, `[frame]`.
  package var concentration: [Double]

  /// Values of κ that are tried, evenly spaced in their logarithm.
  package static let concentrations = (0..<16).map { 0.5 * pow(40, Double($0) / 15) }
  private static let block = 64

  /// - Throws: `CancellationError`.
  package init(_ signals: RingSignals, work: Work) throws {
    let positions = BumpModel.positions
    let templates = Self.templates(signals.angles)
    let blocks = (signals.frames + Self.block - 1) / Self.block
    let found = try concurrentMap(blocks, work: work) { number -> [(Double, Double, Double)] in
      let rows = number * Self.block..<min((number + 1) * Self.block, signals.frames)
      let values = signals.values.selectingRows(Array(rows)).map { $0.isFinite ? Float($0) : 0 }
      let matches = try matrixProduct(values, templates.centred, transposeSecond: true, work: work.serial)
      return rows.map { frame in
        guard signals.isObserved[frame] else { return (.nan, .nan, .nan) }
        let row = Array(matches.row(frame - rows.lowerBound))
        // Templates have unit length: the square of a match is what the residual loses.
        var best = 0
        for index in row.indices where row[index] > row[best] { best = index }
        guard row[best] > 0 else { return (.nan, .nan, .nan) }
        let (width, m) = (best / positions, best % positions)
        let start = width * positions
        let offset = parabolicPeak(
          Double(row[start + (m + positions - 1) % positions]), Double(row[best]),
          Double(row[start + (m + 1) % positions]))
        return (
          wrapAngle((Double(m) + offset) * BumpModel.spacing), Double(row[best]) / templates.length[best],
          Self.concentrations[width]
        )
      }
    }.flatMap { $0 }
    (position, amplitude, concentration) = (found.map(\.0), found.map(\.1), found.map(\.2))
  }

  /// Profiles less their mean over the regions, of unit length, `[κ · position, region]`, and the lengths that they had.
  private static func templates(_ angles: [Double]) -> (centred: Matrix<Float>, length: [Double]) {
    var (elements, lengths) = ([Float](), [Double]())
    for kappa in concentrations {
      for m in 0..<BumpModel.positions {
        let profile = angles.map { BumpModel.profile($0 - Double(m) * BumpModel.spacing, concentration: kappa) }
        let middle = mean(profile)
        let length = profile.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }.squareRoot()
        lengths.append(max(length, .leastNormalMagnitude))
        elements += profile.map { Float(($0 - middle) / max(length, .leastNormalMagnitude)) }
      }
    }
    return (Matrix(rows: lengths.count, columns: angles.count, elements: elements), lengths)
  }
}

extension VonMisesFit {
  /// c + a k of every frame, `[frame, region]`; NaN where there is no bump.
  package func reconstruction(_ signals: RingSignals) -> Matrix<Float> {
    var result = Matrix<Float>(rows: signals.frames, columns: signals.regions, repeating: .nan)
    for frame in 0..<signals.frames where amplitude[frame].isFinite {
      let profile = signals.angles.map { BumpModel.profile($0 - position[frame], concentration: concentration[frame]) }
      let offset = mean(Array(signals.values.row(frame))) - amplitude[frame] * mean(profile)
      for j in profile.indices { result[frame, j] = Float(offset + amplitude[frame] * profile[j]) }
    }
    return result
  }
}
