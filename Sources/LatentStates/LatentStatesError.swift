import ArrayNumerics
import Schema

/// What can be wrong with what a latent ring or torus is to be fitted to, and what would work instead.
package enum LatentStatesError: Error, Equatable, Sendable {
  /// More circles than states can be made for.
  case tooManyCircles(found: Int)
  /// Too few cells to say where on a circle the population is.
  case tooFewCells(found: Int)
  /// Too little data to fix the tuning of the cells: `seconds` in bins of `binWidth` seconds.
  case tooLittleTime(seconds: Double, binWidth: Double)
  /// Angles that are not one for each bin and circle.
  case wrongShape(found: [Int], expected: [Int])

  /// - Throws: `.tooManyCircles`, `.tooFewCells`, `.tooLittleTime`.
  package static func check(_ observations: LatentObservations, circles: Int) throws(LatentStatesError) {
    if circles > LatentDecoder.mostCircles { throw .tooManyCircles(found: circles) }
    if observations.cells < LatentDecoder.fewestCells { throw .tooFewCells(found: observations.cells) }
    if observations.totalExposure < LatentDecoder.shortestSession {
      throw .tooLittleTime(seconds: observations.totalExposure, binWidth: observations.binWidth)
    }
  }

  /// - Throws: `.wrongShape`.
  static func check(_ angles: Matrix<Double>, bins: Int, circles: Int) throws(LatentStatesError) {
    guard angles.rows == bins, angles.columns == circles else {
      throw .wrongShape(found: [angles.rows, angles.columns], expected: [bins, circles])
    }
  }

  /// What was found and what was expected, without a remedy: the caller knows its own options.
  package var reason: String {
    switch self {
    case .tooManyCircles(let found):
      "the latent decoder can be fitted to at most \(LatentDecoder.mostCircles) circles, and \(found) are asked for."
    case .tooFewCells(let found):
      "\(counted(found, "cell")) can be used, and the latent decoder needs \(LatentDecoder.fewestCells)."
    case .tooLittleTime(let seconds, let binWidth):
      sentence {
        "\(formatted(seconds, digits: 3)) s of data are left in bins of \(formatted(binWidth * 1e3)) ms, "
        "and the tuning of cells cannot be fitted to less than \(formatted(LatentDecoder.shortestSession)) s."
      }
    case .wrongShape(let found, let expected):
      "angles of the shape \(found) were given, and one is needed for each bin and circle: \(expected)."
    }
  }
}

extension LatentStatesError: CustomStringConvertible {
  /// The reason, and how to mend it.
  package var description: String {
    switch self {
    case .tooManyCircles: "\(reason) Fit fewer of them together."
    case .tooFewCells: "\(reason) Take more cells or a longer recording."
    case .tooLittleTime: "\(reason) Take a longer part of the recording."
    case .wrongShape: "\(reason) Decode the angles at the bins of the observations."
    }
  }
}
