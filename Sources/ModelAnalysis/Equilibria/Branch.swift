import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// The bumps of a ring while a parameter changes.
struct BranchTable: FieldTable, Equatable {
  /// What changes, as the model calls it.
  var parameter: String
  /// `[step, 3]`: value of the parameter, height of the bump, largest eigenvalue beside that of its translation.
  var points: Matrix<Double>
  /// `[fold, 2]`: value and height where the branch turns round.
  var folds: Matrix<Double>
  /// `[pitchfork, 2]`: value and height where a bump at rest begins to move.
  var pitchforks: Matrix<Double>?
  /// Where theory has the fold; `nil` without one in the range.
  var theory: Double?

  static let fields = Field<BranchTable>.table {
    Field.array(
      "branch", \.points, axes: ["step", "3"],
      "along the branch: value of the parameter, height of the bump, largest eigenvalue beside that of its translation")
    Field.array("folds", \.folds, axes: ["fold", "2"], "value of the parameter and height where the branch turns round")
    Field.array(
      "pitchforks", \.pitchforks, axes: ["pitchfork", "2"],
      "value of the parameter and height where a bump at rest becomes one that travels")
    Field.number("branch_parameter", \.parameter, "the parameter that changes along the branch")
    Field.number("fold_of_theory", \.theory, "where the theory of the ideal bump has the fold")
  }
}

extension BranchTable {
  init?(from fields: FieldReader<BranchTable>) throws {
    guard fields.holds(\.points) else { return nil }
    points = try fields[\.points]
    folds = try fields[\.folds]
    pitchforks = try fields[\.pitchforks]
    parameter = try fields.number(\.parameter)
    theory = try fields.number(\.theory)
  }
}

/// A parameter that is followed, from one value to another.
struct FollowedParameter: Sendable, Equatable {
  /// As the model calls it.
  enum Name: String, CaseIterable {
    case k, J0, a, m
  }

  var name: Name
  var from: Double
  var to: Double

  /// `k=0.01:200`.
  init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let name = Name(rawValue: parts[0]) else { return nil }
    let ends = parts[1].split(separator: ":").map { Double(parameterText: String($0)) }
    guard ends.count == 2, let from = ends[0], let to = ends[1], from != to, min(from, to) >= 0,
      name == .m || min(from, to) > 0
    else { return nil }
    (self.name, self.from, self.to) = (name, from, to)
  }
}

extension BranchTable {
  /// Follows the stable bump from the first value of the parameter.
  ///
  /// - Throws: `AttractorModelsError.badParameter` where there is none; `noConvergence`.
  init(_ network: RingNetwork, _ followed: FollowedParameter) throws {
    var parameters = network.parameters
    switch followed.name {
    case .k: parameters.inhibition = followed.from
    case .J0: parameters.coupling = followed.from
    case .a: parameters.width = followed.from
    case .m: parameters.adaptation?.strength = followed.from
    }
    let start = try RingNetwork(grid: network.grid, parameters: parameters)
    let resting = try start.withoutAdaptation()
    // At rest m takes its part of the drive: the network is that of J0 / (1 + m).
    let m = parameters.adaptation?.strength ?? 0
    func coupling(_ value: Double) -> Double {
      followed.name == .m ? parameters.coupling / (1 + value) : value / (1 + m)
    }
    func value(_ coupling: Double) -> Double {
      followed.name == .m ? parameters.coupling / coupling - 1 : coupling * (1 + m)
    }
    let isCoupling = followed.name == .J0 || followed.name == .m
    let ends = isCoupling ? (coupling(followed.from), coupling(followed.to)) : (followed.from, followed.to)
    let branch = try BumpBranch(
      resting, parameter: isCoupling ? .coupling : followed.name == .k ? .inhibition : .width, increasing: ends.0 < ends.1,
      range: min(ends.0, ends.1)...max(ends.0, ends.1))
    let given = { (point: BumpBranch.Point) in isCoupling ? value(point.value) : point.value }
    parameter = followed.name.rawValue
    points = Matrix(
      rows: branch.points.count, columns: 3,
      elements: branch.points.flatMap { point -> [Double] in
        let k = followed.name == .k ? point.value : resting.parameters.inhibition
        let ratio = Double(network.grid.count) / Double(point.state.count)
        let norm = 1 + k * ratio * point.state.reduce(0) { $0 + $1 * $1 }
        let height = (-1 + 2 / norm) / parameters.timeConstant
        // With adaptation a translation has the eigenvalue m/τ − 1/τᵥ beside 0.
        let strength = followed.name == .m ? given(point) : m
        let travel = parameters.adaptation.map { strength / parameters.timeConstant - 1 / $0.timeConstant }
        return [given(point), point.height, max(height, travel ?? height)]
      })
    folds = Matrix(rows: branch.folds.count, columns: 2, elements: branch.folds.flatMap { [given($0), $0.height] })
    let room = resting.theory.criticalInhibition / resting.parameters.inhibition
    let inRange = { (value: Double) in value >= min(followed.from, followed.to) && value <= max(followed.from, followed.to) }
    let expected =
      switch followed.name {
      case .k: resting.theory.criticalInhibition
      case .J0, .m: value(resting.parameters.coupling / room.squareRoot())
      case .a: parameters.width * room
      }
    theory = inRange(expected) ? expected : nil
    pitchforks = nil
    if followed.name == .m, let adaptation = parameters.adaptation {
      let critical = parameters.timeConstant / adaptation.timeConstant
      let upper = branch.points.prefix { point in branch.folds.first.map { point.height > $0.height } ?? true }
      let place = zip(upper, upper.dropFirst()).first { (given($0) - critical) * (given($1) - critical) <= 0 }
      let height = place.map { first, second in
        let width = given(second) - given(first)
        let part = width == 0 ? 0 : (critical - given(first)) / width
        return first.height + part * (second.height - first.height)
      }
      pitchforks = Matrix(rows: height == nil ? 0 : 1, columns: 2, elements: height.map { [critical, $0] } ?? [])
    }
  }
}
