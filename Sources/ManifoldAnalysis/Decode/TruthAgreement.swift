import ArrayNumerics
import Foundation
import PopulationActivity
import Schema
import TorusGeometry

/// How well decoded angles follow those that a recording was simulated with. A decoder cannot know where the model counts from,
/// in which direction, nor which two circles of its torus the model counts along: the truth is brought to the decoded angles by
/// the best rotation and reflection, on a torus by the best integer change of basis with determinant ±1. Chance is what the
/// same search finds with the truth moved in time.
public struct TruthAgreement: FieldTable {
  /// The truth as the decoded angles count, `[K, C]` rad; NaN where unknown.
  public var aligned: Matrix<Double>
  /// U of aligned = U truth + s, `[C, C]`; ±1 on a ring.
  public var basis: Matrix<Int>
  /// Median of the absolute difference of each circle, degrees, `[C]`.
  public var medianErrors: [Double]
  /// The same with the truth moved in time, median over the moves, degrees, `[C]`.
  public var chanceErrors: [Double]
  /// (1 + moves with a mean error not above the one found) / (1 + moves).
  public var p: Double
  /// How often the truth was moved.
  public var moves: Int

  public static let fields = Field<TruthAgreement>.table {
    Field.array(
      "aligned_truth", \.aligned, unit: "rad", axes: ["row", "circle"],
      "angles of the simulated model, rotated and reflected, or in another basis, onto the decoded ones")
    Field.array("truth_basis", \.basis, axes: ["circle", "circle"], "integer change of basis of the true angles")
    Field.array(
      "truth_median_error", \.medianErrors, unit: "deg", axes: ["circle"], "median difference of decoded and true angle")
    Field.array(
      "truth_chance_error", \.chanceErrors, unit: "deg", axes: ["circle"], "the same with the truth moved in time, median")
    Field.number("truth_p", \.p, "moves of the truth in time that come as near, by the rule (1 + k) / (1 + n)")
    Field.number("truth_moves", \.moves, "moves of the truth in time")
  }

  init?(from fields: FieldReader<TruthAgreement>) throws {
    guard fields.holds(\.aligned) else { return nil }
    aligned = try fields[\.aligned]
    basis = try fields[\.basis]
    medianErrors = try fields[\.medianErrors]
    chanceErrors = try fields[\.chanceErrors]
    p = try fields.number(\.p)
    moves = try fields.number(\.moves)
  }

  /// Moves of the truth, spread evenly over the middle nine tenths of the session.
  static let usualMoves = 99
  /// Rows that the moved truth is compared at, at most.
  private static let comparedRows = 4000

  /// `nil` without a truth, with another number of angles than were decoded, and for more than two.
  ///
  /// O((1 + moves) rows).
  package init?(coordinates: Matrix<Double>, rows: [Int], embedding: EmbeddingResult) throws {
    guard let truth = embedding.behaviour.truth, truth.columns == coordinates.columns, (1...2).contains(truth.columns) else {
      return nil
    }
    let circles = truth.columns
    func isKnown(_ index: Int) -> Bool {
      (0..<circles).allSatisfy { truth[rows[index], $0].isFinite && coordinates[index, $0].isFinite }
    }
    let known = rows.indices.filter(isKnown)
    guard known.count > 20 else { return nil }
    func pairs(_ indices: [Int], movedBy shift: Int = 0) -> AnglePairs {
      let count = indices.count
      return AnglePairs(
        truth: Matrix(
          rows: count, columns: circles,
          elements: (0..<count).flatMap { place in (0..<circles).map { truth[rows[indices[(place + shift) % count]], $0] } }),
        decoded: Matrix(
          rows: count, columns: circles, elements: indices.flatMap { index in (0..<circles).map { coordinates[index, $0] } }))
    }
    let fit = try pairs(known).fit()
    (basis, medianErrors) = (fit.basis, fit.errors)
    aligned = Matrix(
      rows: rows.count, columns: circles,
      elements: rows.flatMap { row -> [Double] in
        let angles = (0..<circles).map { truth[row, $0] }
        return angles.allSatisfy(\.isFinite) ? fit.apply(angles) : [Double](repeating: .nan, count: circles)
      })
    let stride = max(1, (known.count + Self.comparedRows - 1) / Self.comparedRows)
    let compared = Swift.stride(from: 0, to: known.count, by: stride).map { known[$0] }
    let moves = min(Self.usualMoves, compared.count / 4)
    let (first, last) = (Double(compared.count) / 20, Double(compared.count) * 19 / 20)
    let chance = try (0..<moves).map { move in
      let part = moves == 1 ? 0.5 : Double(move) / Double(moves - 1)
      return try pairs(compared, movedBy: Int(first + part * (last - first))).fit().errors
    }
    chanceErrors = (0..<circles).map { circle in median(chance.map { $0[circle] }) }
    self.moves = moves
    let found = fit.errors.reduce(0, +)
    p = Double(1 + chance.count { $0.reduce(0, +) <= found }) / Double(1 + moves)
  }

}

/// Said where there is a truth and it cannot be compared: one sentence, or none.
func truthWarning(_ coordinates: Matrix<Double>, _ embedding: EmbeddingResult) -> [String] {
  guard let truth = embedding.behaviour.truth, truth.columns != coordinates.columns else { return [] }
  return [
    sentence {
      "The recording was simulated with \(counted(truth.columns, "angle")), and \(coordinates.columns) "
      if coordinates.columns == 1 { "was" } else { "were" }
      " decoded: they are not compared."
    }
  ]
}

/// Angles of the truth and decoded ones at the same times, all finite.
private struct AnglePairs {
  var truth: Matrix<Double>
  var decoded: Matrix<Double>

  /// How the truth is brought to the decoded angles.
  struct Fit {
    var basis: Matrix<Int>
    var shift: [Double]
    /// Medians of the absolute differences, degrees.
    var errors: [Double]

    func apply(_ angles: [Double]) -> [Double] {
      shift.indices.map { row in
        wrapAngle(angles.indices.reduce(shift[row]) { $0 + Double(basis[row, $1]) * angles[$1] })
      }
    }
  }

  func fit() throws -> Fit {
    let (a, b) = ((0..<truth.rows).map { truth[$0, 0] }, (0..<truth.rows).map { decoded[$0, 0] })
    if truth.columns == 1 {
      let found = try alignAngles(decoded: a, reference: b)
      return Fit(
        basis: Matrix(rows: 1, columns: 1, elements: [found.reflected ? -1 : 1]), shift: [found.rotation],
        errors: [found.medianAbsoluteError * 180 / .pi])
    }
    let found = TorusAlignment(of: truth, onto: decoded)
    var fit = Fit(
      basis: Matrix(rows: 2, columns: 2, elements: found.transform.flatMap { $0 }), shift: found.shift, errors: [])
    fit.errors = (0..<2).map { circle in
      let differences = (0..<truth.rows).map { row in
        abs(angleDifference(decoded[row, circle], fit.apply([truth[row, 0], truth[row, 1]])[circle]))
      }
      return median(differences) * 180 / .pi
    }
    return fit
  }
}
