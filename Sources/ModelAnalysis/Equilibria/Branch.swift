import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// The bumps of a ring while a parameter changes.
struct BranchTable: FieldTable, Equatable {
  /// What changes, as the model calls it.
  var parameter: String
  /// `[step, 3]`: value of the parameter, height of the bump, largest eigenvalue beside that of its translation; of recurrent
  /// weights the place of the state along the axis on which all differ most, and how far the largest eigenvalue is beyond
  /// what is stable.
  var points: Matrix<Double>
  /// `[fold, 2]`: value and height where the branch turns round.
  var folds: Matrix<Double>
  /// `[pitchfork, 2]`: value and height where a bump at rest begins to move, or grows out of even activity.
  var pitchforks: Matrix<Double>?
  /// Where theory has the fold; `nil` without one in the range.
  var theory: Double?

  static let fields = Field<BranchTable>.table {
    Field.array(
      "branch", \.points, axes: ["step", "3"],
      """
      along the branch: value of the parameter, height of the bump, largest eigenvalue beside that of its translation; of \
      recurrent weights the place of the state on the axis along which all differ most, and how far the largest eigenvalue \
      is beyond what is stable
      """)
    Field.array("folds", \.folds, axes: ["fold", "2"], "value of the parameter and height or place where it turns round")
    Field.array(
      "pitchforks", \.pitchforks, axes: ["pitchfork", "2"],
      "value of the parameter and height where a bump at rest becomes one that travels, or grows out of even activity")
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

extension BranchTable {
  /// Whether the pitchforks are those of bumps that begin to travel.
  var travels: Bool { FollowedParameter.Name(rawValue: parameter).map { $0.isTimeConstant || $0 == .m } ?? false }
}

/// A parameter that is followed, from one value to another.
struct FollowedParameter: Sendable, Equatable {
  /// As the model calls it.
  enum Name: String, CaseIterable {
    case k, J0, a, m, tau
    case tauV = "tau_v"

    /// Whether it is one of adaptation.
    var isOfAdaptation: Bool { self == .m || self == .tauV }
    /// Whether no state at rest depends on it.
    var isTimeConstant: Bool { self == .tau || self == .tauV }
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

  /// From the other end.
  var reversed: FollowedParameter {
    var other = self
    (other.from, other.to) = (to, from)
    return other
  }

  /// The parameters of a network with a value of this one.
  func applied(_ value: Double, to parameters: AttractorParameters) -> AttractorParameters {
    var parameters = parameters
    switch name {
    case .k: parameters.inhibition = value
    case .J0: parameters.coupling = value
    case .a: parameters.width = value
    case .m: parameters.adaptation?.strength = value
    case .tau: parameters.timeConstant = value
    case .tauV: parameters.adaptation?.timeConstant = value
    }
    return parameters
  }
}

extension BranchTable {
  /// Follows the stable bump from the first value of the parameter, or from the last where only that one holds a bump.
  ///
  /// - Throws: `ParameterError.invalid` where neither holds one; `AttractorModelsError.badParameter`, `noConvergence`.
  init(_ network: RingNetwork, _ given: FollowedParameter) throws {
    let followed = try Self.directed(given, network)
    if followed.name.isTimeConstant {
      try self.init(rest: network, followed)
    } else {
      try self.init(arc: network, followed)
    }
  }

  /// From the end that holds a bump to the other.
  private static func directed(_ followed: FollowedParameter, _ network: RingNetwork) throws -> FollowedParameter {
    func room(_ value: Double) throws -> (k: Double, critical: Double) {
      let ring = try RingNetwork(grid: network.grid, parameters: followed.applied(value, to: network.parameters))
      let resting = try ring.withoutAdaptation()
      return (resting.parameters.inhibition, resting.theory.criticalInhibition)
    }
    let (first, last) = (try room(followed.from), try room(followed.to))
    if first.k < first.critical { return followed }
    if last.k < last.critical { return followed.reversed }
    throw ParameterError.invalid(
      name: "continue",
      reason: "no bump rests at either end of the range: at \(followed.name.rawValue) = \(formatted(followed.from)) k is "
        + "\(formatted(first.k)), and the largest that holds one \(formatted(first.critical)); at "
        + "\(formatted(followed.to)) they are \(formatted(last.k)) and \(formatted(last.critical)).")
  }

  /// Along the arc of k, J₀, a or m, around its folds.
  private init(arc network: RingNetwork, _ followed: FollowedParameter) throws {
    let parameters = followed.applied(followed.from, to: network.parameters)
    let resting = try RingNetwork(grid: network.grid, parameters: parameters).withoutAdaptation()
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
    guard branch.isComplete else {
      throw AttractorModelsError.badParameter(
        name: "the number of steps along the branch", value: Double(branch.points.count),
        expected: "less; follow a shorter range")
    }
    let given = { (point: BumpBranch.Point) in isCoupling ? value(point.value) : point.value }
    parameter = followed.name.rawValue
    points = Matrix(
      rows: branch.points.count, columns: 3,
      elements: try branch.points.flatMap { point -> [Double] in
        let own = try RingNetwork(grid: network.grid, parameters: followed.applied(given(point), to: parameters))
        return [given(point), point.height, try own.largestEigenvalue(at: point.state)]
      })
    folds = Matrix(rows: branch.folds.count, columns: 2, elements: branch.folds.flatMap { [given($0), $0.height] })
    let room = resting.theory.criticalInhibition / resting.parameters.inhibition
    let expected =
      switch followed.name {
      case .J0, .m: value(resting.parameters.coupling / room.squareRoot())
      case .a: parameters.width * room
      case .k, .tau, .tauV: resting.theory.criticalInhibition
      }
    theory = followed.contains(expected) ? expected : nil
    pitchforks = nil
    if !branch.pitchforks.isEmpty {
      pitchforks = Matrix(
        rows: branch.pitchforks.count, columns: 2, elements: branch.pitchforks.flatMap { [given($0), $0.height] })
    }
    if followed.name == .m { try locatePitchfork(network, followed) }
  }

  /// The bump of a torus: along the forms of its axis.
  ///
  /// - Throws: `ParameterError.invalid` where neither end of the range holds a bump; `AttractorModelsError`.
  init(_ network: TorusNetwork, _ given: FollowedParameter, work: Work) throws {
    let grid = network.grid
    func branch(_ followed: FollowedParameter) throws -> TorusBranch {
      try TorusBranch(network, from: followed.from, to: followed.to, work: work) { value in
        followed.applied(value, to: network.parameters)
      }
    }
    var (followed, found) = (given, TorusBranch?.none)
    do {
      found = try branch(given)
    } catch AttractorModelsError.badParameter {
      followed = given.reversed
      found = try? branch(followed)
    }
    guard let found else {
      throw ParameterError.invalid(
        name: "continue",
        reason: "no bump rests at either end of the range, \(given.name.rawValue) = \(formatted(given.from)) and "
          + "\(formatted(given.to)).")
    }
    parameter = followed.name.rawValue
    points = Matrix(
      rows: found.points.count, columns: 3,
      elements: found.points.flatMap { point -> [Double] in
        let own = followed.applied(point.value, to: network.parameters)
        return [point.value, point.height, own.largestEigenvalue(of: point.eigenvalues)]
      })
    func pairs(_ points: [TorusBranch.Point]) -> Matrix<Double> {
      Matrix(rows: points.count, columns: 2, elements: points.flatMap { [$0.value, $0.height] })
    }
    folds = pairs(found.folds)
    pitchforks = found.pitchforks.isEmpty ? nil : pairs(found.pitchforks)
    // Of the ideal bump the extent does not depend on the width, so that no width is critical.
    let ideal = { (value: Double) -> BumpTheory in
      var parameters = followed.applied(value, to: network.parameters)
      parameters.coupling /= 1 + (parameters.adaptation?.strength ?? 0)
      parameters.adaptation = nil
      return BumpTheory(grid: grid, dimensions: 2, parameters: parameters)
    }
    let (own, room) = (network.parameters, ideal(followed.from).criticalInhibition / ideal(followed.from).parameters.inhibition)
    let expected: Double? =
      switch followed.name {
      case .k: ideal(followed.from).criticalInhibition
      case .J0: followed.from / room.squareRoot()
      case .m: (1 + followed.from) * room.squareRoot() - 1
      case .a, .tau, .tauV: nil
      }
    theory = expected.flatMap { followed.contains($0) ? $0 : nil }
    if followed.name == .m || followed.name.isTimeConstant, let adaptation = own.adaptation {
      let critical = followed.critical(own, adaptation)
      var height: Double?
      if followed.contains(critical) {
        height = try? TorusBranch(network, from: critical, to: critical, work: work) { followed.applied($0, to: own) }
          .points.first?.height
      }
      pitchforks = Matrix(rows: height == nil ? 0 : 1, columns: 2, elements: height.map { [critical, $0] } ?? [])
    }
  }

  /// Over a range of a time constant, which changes no state at rest but how fast it is come back to.
  private init(rest network: RingNetwork, _ followed: FollowedParameter) throws {
    let bump = try RingEquilibria(network.withoutAdaptation()).bump.state
    let height = bump.max() ?? 0
    let steps = 40
    parameter = followed.name.rawValue
    points = Matrix(
      rows: steps + 1, columns: 3,
      elements: try (0...steps).flatMap { step -> [Double] in
        let value = followed.from + Double(step) / Double(steps) * (followed.to - followed.from)
        let own = try RingNetwork(grid: network.grid, parameters: followed.applied(value, to: network.parameters))
        return [value, height, try own.largestEigenvalue(at: bump)]
      })
    folds = Matrix(rows: 0, columns: 2, elements: [])
    theory = nil
    pitchforks = nil
    if network.parameters.adaptation != nil { try locatePitchfork(network, followed) }
  }

  /// Where m τ_v reaches τ: a translation then has a second eigenvalue 0, and the bump begins to move.
  private mutating func locatePitchfork(_ network: RingNetwork, _ followed: FollowedParameter) throws {
    guard let adaptation = network.parameters.adaptation else { return }
    let critical = followed.critical(network.parameters, adaptation)
    var found: [Double] = []
    if followed.contains(critical) {
      let there = try RingNetwork(grid: network.grid, parameters: followed.applied(critical, to: network.parameters))
      let resting = try there.withoutAdaptation()
      if resting.theory.heights != nil { found = [critical, try RingEquilibria(resting).bump.state.max() ?? 0] }
    }
    pitchforks = Matrix(rows: found.count / 2, columns: 2, elements: found)
  }
}

extension FollowedParameter {
  /// Whether a value is between both ends.
  fileprivate func contains(_ value: Double) -> Bool { value >= min(from, to) && value <= max(from, to) }

  /// Where m τᵥ is τ, so that a bump begins to travel.
  fileprivate func critical(_ parameters: AttractorParameters, _ adaptation: Adaptation) -> Double {
    switch name {
    case .tau: adaptation.strength * adaptation.timeConstant
    case .tauV: parameters.timeConstant / adaptation.strength
    case .k, .J0, .a, .m: parameters.timeConstant / adaptation.timeConstant
    }
  }
}

extension AttractorParameters {
  /// The largest real part of the eigenvalues at a bump beside the 0 of its translation: of its height, of changes of its
  /// shape, and with adaptation that of a translation that v trails, m/τ − 1/τᵥ. With adaptation an eigenvalue λ of the
  /// network that rests without it belongs to κ = (1 + m)(1 + λ).
  ///
  /// - Parameter values: without adaptation, times τ, without those of translations.
  /// - Returns: per unit of time.
  fileprivate func largestEigenvalue(of values: [Double]) -> Double {
    guard let adaptation else { return (values.max() ?? -1) / timeConstant }
    let ratio = timeConstant / adaptation.timeConstant
    let largest = values.map { value -> Double in
      let kappa = (1 + adaptation.strength) * (1 + value)
      let trace = kappa - 1 - ratio
      let determinant = ratio * (1 + adaptation.strength - kappa)
      return trace / 2 + max(0, trace * trace / 4 - determinant).squareRoot()
    }
    return max(largest.max() ?? -1, adaptation.strength - ratio) / timeConstant
  }
}

extension RingNetwork {
  /// The largest real part of the eigenvalues at a bump beside the 0 of its translation.
  ///
  /// - Parameter bump: u at rest on all neurons, or on fewer points that stand for them.
  /// - Returns: per unit of time.
  fileprivate func largestEigenvalue(at bump: [Double]) throws -> Double {
    let resting = try withoutAdaptation()
    var values = try RingSpectrum(bump.count == grid.count ? resting : resting.coarse(points: bump.count)).eigenvalues(at: bump)
    if let translation = values.indices.min(by: { abs(values[$0]) < abs(values[$1]) }) { values.remove(at: translation) }
    return parameters.largestEigenvalue(of: values)
  }
}
