import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// Points and families as they are found, before they are laid out as arrays.
struct PointRows {
  private(set) var states: [Double] = []
  private(set) var residual: [Double] = []
  private(set) var center: [Double] = []
  private(set) var height: [Double] = []
  private(set) var eigenvalues: [Double] = []
  private(set) var imaginary: [Double] = []
  private(set) var morseIndex: [Int] = []
  private(set) var stability: [String] = []
  private(set) var orbit: [Int] = []
  private(set) var families = FamilyTable(names: [], points: [], dimensions: [], copies: [], indices: [])
  /// Neurons whose activity is kept of each state.
  let neurons: Int
  /// Eigenvalues that are kept of each point.
  let kept: Int

  init(neurons: Int, eigenvalues: Int) {
    self.neurons = neurons
    kept = eigenvalues
  }

  /// A family; the points that follow belong to it.
  mutating func begin(_ name: String, dimension: Int, copies: Int, index: Int?) {
    families.names.append(name)
    families.points.append(0)
    families.dimensions.append(dimension)
    families.copies.append(copies)
    families.indices.append(index.map(Double.init) ?? .nan)
  }

  /// A point of the last family.
  ///
  /// - Parameters:
  ///   - center: rad, along each axis.
  ///   - values: eigenvalues, largest real part first, at least as many as are kept.
  mutating func add(
    _ state: [Double], residual: Double, center: [Double], values: [Complex], unstable: Int, kind: Stability.Kind
  ) {
    let u = state.prefix(neurons)
    states += u
    self.residual.append(residual)
    self.center += center
    height.append(u.max() ?? 0)
    eigenvalues += values.prefix(kept).map(\.real)
    imaginary += values.prefix(kept).map(\.imaginary)
    morseIndex.append(unstable)
    stability.append(kind == .continuous ? "marginal" : kind.rawValue)
    orbit.append(families.names.count - 1)
    families.points[families.points.count - 1] += 1
  }

  /// As arrays.
  ///
  /// - Parameter axis: of the neurons; `nil` for neurons without a place.
  /// - Throws: `NumericsError`, `CancellationError`.
  func table(axis: [Double]?, work: Work) throws -> PointTable {
    let count = residual.count
    let matrix = Matrix(rows: count, columns: neurons, elements: states)
    let axes = count == 0 ? 0 : center.count / count
    return PointTable(
      states: matrix, residual: residual,
      center: axes == 0 ? nil : DataArray(center, shape: axes == 1 ? [count] : [count, axes]),
      height: axis.map { _ in height }, eigenvalues: Matrix(rows: count, columns: kept, elements: eigenvalues),
      imaginary: Matrix(rows: count, columns: kept, elements: imaginary), morseIndex: morseIndex, stability: stability,
      orbit: orbit, components: try principalCoordinates(matrix, work: work), change: nil, axis: axis)
  }
}

extension RestingFamily {
  /// In words.
  var name: String {
    if isSilent { return "silence" }
    let form =
      switch bumps {
      case [0], [0, 0]: "even activity"
      case [1], [1, 1]: "one bump"
      case [2]: "two bumps"
      case let counts where counts.count == 1: "\(counts[0]) bumps"
      case [1, 0], [0, 1]: "stripe along \(bumps == [1, 0] ? "y" : "x")"
      case let counts where counts.contains(0):
        "\(counts.max() ?? 0) stripes along \(counts[1] == 0 ? "y" : "x")"
      default: "\(bumps[0]) x \(bumps[1]) bumps"
      }
    return isUpper.map { form + ($0 ? ", high" : ", low") } ?? form
  }
}

extension PointRows {
  /// The states of a ring: circles that are stable but for their direction every so many radians, of all others one point.
  ///
  /// - Parameter spacing: rad; `nil` for one point of a circle.
  /// - Throws: `NumericsError`, `AttractorModelsError`, `CancellationError`.
  static func ring(
    _ network: RingNetwork, _ found: RestingStates, spacing: Double?, eigenvalues: Int, work: Work
  ) throws -> PointRows {
    let decoder = RingDecoder(network.grid)
    let turn = 2 * Double.pi / network.grid.circumference
    var rows = PointRows(neurons: network.grid.count, eigenvalues: eigenvalues)
    func center(_ state: [Double]) -> [Double] {
      let bump = decoder.bump(in: state)
      return [bump.isLost ? .nan : wrapAngle(bump.center * turn)]
    }
    for family in found.families {
      rows.begin(family.name, dimension: family.dimension, copies: family.copies, index: family.index)
      let isSampled = family.dimension == 1 && family.stability.unstableCount == 0
      guard isSampled, let spacing else {
        let state = family.equilibrium.state
        rows.add(
          state, residual: family.equilibrium.residual, center: center(state), values: family.eigenvalues,
          unstable: family.stability.unstableCount, kind: family.stability.kind)
        continue
      }
      var circle = try RingEquilibria(network.withoutAdaptation(), shiftsOf: family.firstField(network.grid.count))
      let count = Int((network.grid.circumference * turn / spacing).rounded(.up))
      for index in 0..<count {
        if index.isMultiple(of: 64) { try work.checkCancellation() }
        let point = try circle.equilibrium(at: Double(index) * spacing / turn)
        rows.add(
          point.state, residual: point.residual, center: center(point.state), values: family.eigenvalues,
          unstable: family.stability.unstableCount, kind: family.stability.kind)
      }
    }
    return rows
  }

  /// The states of a torus, one point of each family.
  static func torus(_ network: TorusNetwork, _ found: RestingStates, eigenvalues: Int) -> PointRows {
    let decoder = TorusDecoder(network.grid)
    let turn = 2 * Double.pi / network.grid.circumference
    var rows = PointRows(neurons: network.neurons, eigenvalues: eigenvalues)
    for family in found.families {
      rows.begin(family.name, dimension: family.dimension, copies: family.copies, index: family.index)
      let bump = decoder.bump(in: family.equilibrium.state)
      let center = [bump.center.x, bump.center.y].map { bump.isLost ? .nan : wrapAngle($0 * turn) }
      rows.add(
        family.equilibrium.state, residual: family.equilibrium.residual, center: center, values: family.eigenvalues,
        unstable: family.stability.unstableCount, kind: family.stability.kind)
    }
    return rows
  }

  /// The states of a recurrent network, each a family of its own.
  static func recurrent(
    _ network: some RecurrentMap, _ found: RecurrentFixedPoints, eigenvalues: Int
  ) -> PointRows {
    var rows = PointRows(neurons: network.stateCount, eigenvalues: eigenvalues)
    for (number, point) in found.points.enumerated() {
      rows.begin(
        "point \(number + 1)", dimension: 0, copies: 1,
        index: point.isDegenerate ? nil : point.realAboveOne.isMultiple(of: 2) ? 1 : -1)
      let rates = point.multipliers.map { multiplier in
        Complex((multiplier.real - 1) / network.timeConstant, multiplier.imaginary / network.timeConstant)
      }
      let flow = rates.sorted { a, b in a.real != b.real ? a.real > b.real : a.imaginary > b.imaginary }
      rows.add(
        point.state, residual: point.residual, center: [], values: flow, unstable: point.unstableCount, kind: point.kind)
    }
    return rows
  }
}

extension RestingFamily {
  /// The state without what belongs to the adaptation.
  fileprivate func firstField(_ neurons: Int) -> Equilibrium {
    var equilibrium = equilibrium
    equilibrium.state = Array(equilibrium.state.prefix(neurons))
    return equilibrium
  }
}

extension RingNetwork {
  /// The whole state at rest with u: v = m u with adaptation.
  func whole(_ u: [Double]) -> [Double] {
    parameters.adaptation.map { adaptation in u + u.map { adaptation.strength * $0 } } ?? u
  }
}

extension TorusNetwork {
  /// The whole state at rest with u: v = m u with adaptation.
  func whole(_ u: [Double]) -> [Double] {
    parameters.adaptation.map { adaptation in u + u.map { adaptation.strength * $0 } } ?? u
  }
}
