import ArrayNumerics
import Recordings

extension LatentTruth {
  /// The true angles at other times, by circular interpolation; NaN where the samples around are further apart than allowed.
  ///
  /// - Returns: `[time, circle]`, rad in [0, 2π).
  /// - Throws: what the interpolation throws.
  package func angles(at times: [Double], maximumGap: Double) throws -> Matrix<Double> {
    let columns = try (0..<circles).map { circle -> [Double] in
      let samples = t.indices.filter { angles[$0, circle].isFinite }
      guard !samples.isEmpty else { return [Double](repeating: .nan, count: times.count) }
      let known = samples.map { t[$0] }
      let covered = Tracking.coverage(of: times, by: known, maximumGap: maximumGap)
      let line = try interpolateAngles(times, positions: known, angles: samples.map { angles[$0, circle] })
      return zip(line, covered).map { $1 ? $0 : .nan }
    }
    return Matrix(
      rows: times.count, columns: circles, elements: times.indices.flatMap { row in columns.map { $0[row] } })
  }
}
