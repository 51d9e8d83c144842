import ArrayNumerics
import AttractorModels
import Schema

/// What is told of the states of recurrent weights along their curves, beside the table of the branch.
struct CurveTable: FieldTable, Equatable {
  /// The curve of each row of the branch.
  var curve: [Int]
  /// `[step, unit]`
  var states: Matrix<Double>
  /// `[change, 2]`: value of the parameter and place where stability changes without a fold.
  var changes: Matrix<Double>
  /// In words, of each.
  var kinds: [String]
  /// Points from which no curve could be followed.
  var lostPoints: Int

  static let fields = Field<CurveTable>.table {
    Field.array("branch_curve", \.curve, axes: ["step"], "the curve that each row of branch belongs to, from 0")
    Field.array("branch_states", \.states, axes: ["step", "neuron"], "the state of each row of branch")
    Field.array(
      "bifurcations", \.changes, axes: ["bifurcation", "2"],
      "value of the parameter and place on the axis of branch where the stability of a state changes without a fold")
    Field.array(
      "bifurcation_kind", \.kinds, axes: ["bifurcation"],
      "branch point (other curves cross or begin), oscillation (Hopf, or Neimark and Sacker) or alternation (period two)")
    Field.number("lost_curves", \.lostPoints, "points from which no curve could be followed, since an eigenvalue is 1")
  }
}

extension CurveTable {
  init?(from fields: FieldReader<CurveTable>) throws {
    guard fields.holds(\.curve) else { return nil }
    curve = try fields[\.curve]
    states = try fields[\.states]
    changes = try fields[\.changes]
    kinds = try fields[\.kinds]
    lostPoints = try fields.number(\.lostPoints)
  }
}

/// A parameter of recurrent weights that is followed, from one value to another.
struct FollowedWeight: Sendable, Equatable {
  /// `gain`, or `input1` and so on.
  var name: String
  var parameter: RecurrentBranches.Parameter
  var range: ClosedRange<Double>

  /// `gain=0.5:2`, or `input1=-1:1` for the first input.
  init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    name = parts[0]
    if name == "gain" {
      parameter = .gain
    } else if name.hasPrefix("input"), let number = Int(name.dropFirst(5)), number >= 1 {
      parameter = .input(number - 1)
    } else {
      return nil
    }
    let ends = parts[1].split(separator: ":").map { Double(parameterText: String($0)) }
    guard ends.count == 2, let from = ends[0], let to = ends[1], from != to, parameter != .gain || min(from, to) >= 0 else {
      return nil
    }
    range = min(from, to)...max(from, to)
  }
}

extension BranchTable {
  /// The curves of recurrent weights; the second column of their points is the place on the axis along which all of them differ
  /// most.
  ///
  /// - Throws: `NumericsError`, `CancellationError`.
  static func recurrent(
    _ found: RecurrentBranches, _ followed: FollowedWeight, timeConstant: Double, work: Work
  ) throws -> (BranchTable, CurveTable) {
    let rows = found.curves.flatMap(\.points)
    let (folds, changes) = (found.curves.flatMap(\.folds), found.curves.flatMap(\.changes))
    let all = rows + folds + changes.map(\.point)
    let units = all.first?.state.count ?? 0
    let places = try principalCoordinates(
      Matrix(rows: all.count, columns: units, elements: all.flatMap(\.state)), axes: 1, work: work
    ).elements
    func pairs(_ points: [RecurrentBranches.Point], from first: Int) -> Matrix<Double> {
      Matrix(
        rows: points.count, columns: 2, elements: points.indices.flatMap { [points[$0].value, places[first + $0]] })
    }
    let table = BranchTable(
      parameter: followed.name,
      points: Matrix(
        rows: rows.count, columns: 3,
        elements: rows.indices.flatMap { [rows[$0].value, places[$0], (rows[$0].excess.first ?? 0) / timeConstant] }),
      folds: pairs(folds, from: rows.count), pitchforks: nil, theory: nil)
    let curves = CurveTable(
      curve: found.curves.indices.flatMap { [Int](repeating: $0, count: found.curves[$0].points.count) },
      states: Matrix(rows: rows.count, columns: units, elements: rows.flatMap(\.state)),
      changes: pairs(changes.map(\.point), from: rows.count + folds.count), kinds: changes.map(\.kind.rawValue),
      lostPoints: found.lostPoints)
    return (table, curves)
  }
}

extension RestingModel {
  /// Parameters that nothing can be followed in.
  ///
  /// - Parameters:
  ///   - text: as it is written, `k=0.01:200`.
  ///   - name: of the model.
  /// - Throws: `ParameterError.invalid`
  func requireBranch(_ text: String, name: String) throws {
    func invalid(_ reason: String) -> ParameterError { .invalid(name: "continue", reason: reason) }
    if case .recurrent(_, let input, _) = self {
      guard let followed = FollowedWeight(text) else {
        throw invalid("of recurrent weights the gain and the inputs are followed, as in gain=0.5:2 or input1=-1:1.")
      }
      let own: Double
      switch followed.parameter {
      case .gain: own = 1
      case .input(let number):
        guard input.indices.contains(number) else {
          throw invalid("W_in has \(counted(input.count, "column")), hence no \(followed.name) to follow.")
        }
        own = input[number]
      }
      guard followed.range.contains(own) else {
        throw invalid(
          "curves begin at the points of \(followed.name) = \(formatted(own)), which is not between "
            + "\(formatted(followed.range.lowerBound)) and \(formatted(followed.range.upperBound)).")
      }
      guard neurons <= Self.mostFollowed else {
        throw invalid("\(neurons) values of a state are too many to be followed (up to \(Self.mostFollowed)).")
      }
      return
    }
    if case .released = self {
      throw invalid(
        "the bumps of \(name) are pinned to its neurons or its rims, so that no symmetry tells the branch of one; "
          + "rings, tori and recurrent weights are followed. Repeat the search with --set for other values.")
    }
    guard let ends = grid?.ends, ends == .joined else { throw invalid("only the bumps of closed rings are followed.") }
    guard let followed = FollowedParameter(text)?.name else {
      throw invalid("of \(name) k, J0, a, m, tau and tau_v are followed, as in k=0.01:200.")
    }
    if followed.isOfAdaptation, attractor?.adaptation == nil {
      throw invalid(
        "\(name) has no adaptation, hence no \(followed.rawValue) to follow; cann1d-sfa and cann2d-sfa have.")
    }
  }

  /// Values of a state whose curves are followed: each step solves that many equations and decomposes their Jacobian.
  private static let mostFollowed = 500
}
