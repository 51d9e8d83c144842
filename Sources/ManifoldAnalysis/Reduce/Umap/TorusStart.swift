import ArrayNumerics
import Foundation
import Schema
import Stages

/// The decoded angles as places to start from: one circle as a ring, two as a torus of revolution, of about the width that UMAP
/// starts with.
///
/// A hexagonal torus does not come out of a spectral start in three dimensions: three of its six equal eigenvectors give a
/// surface that crosses itself, and the descent cannot uncross it.
/// - Throws: `StageError.unusableData` without decoded angles for every bin; `ParameterError` for two circles in two
///   dimensions.
func torusStart(_ colors: PictureColors, dimensions: Int) throws -> Matrix<Double> {
  guard let angles = colors.angles else {
    throw StageError.unusableData(
      stage: "reduce", reason: "there is no result of decode to start from.",
      remedy: "Run decode first, or take --start spectral.")
  }
  guard angles.columns <= 2 else {
    throw StageError.unusableData(
      stage: "reduce", reason: "decode found \(angles.columns) circles, and a picture can start from one or two.",
      remedy: "Take --start spectral.")
  }
  guard dimensions > angles.columns else {
    throw ParameterError.invalid(
      name: "dimensions", reason: "a torus to start from (--start coordinates) needs three dimensions.")
  }
  let known = (0..<angles.rows).filter { angles.row($0).allSatisfy(\.isFinite) }
  guard !known.isEmpty else {
    throw StageError.unusableData(
      stage: "reduce", reason: "decode has no angle for any bin of the picture.", remedy: "Take --start spectral.")
  }
  var start = Matrix<Double>(rows: angles.rows, columns: dimensions, repeating: 0)
  var next = 0
  for point in 0..<angles.rows {
    // A bin without an angle starts where the nearest in time that has one does.
    while next + 1 < known.count, abs(known[next + 1] - point) <= abs(known[next] - point) { next += 1 }
    let first = angles[known[next], 0]
    let second = angles.columns == 2 ? angles[known[next], 1] : 0
    let radius = angles.columns == 2 ? 7 + 3 * cos(second) : 10
    start[point, 0] = radius * cos(first)
    start[point, 1] = radius * sin(first)
    if angles.columns == 2 { start[point, 2] = 3 * sin(second) }
  }
  return start
}
