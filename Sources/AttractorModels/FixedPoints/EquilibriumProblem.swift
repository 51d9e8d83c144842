import ArrayNumerics
import Foundation

/// A state that was brought to rest.
public struct Equilibrium: Sendable, Equatable {
  /// As the model has it.
  public var state: [Double]
  /// The largest |F − y| that is left.
  public var residual: Double
  /// Drives, or Newton steps, that it took.
  public var iterations: Int
  /// With a phase condition: what is left along the direction that was held, F − y = μ t. 0 otherwise.
  public var drift: Double
}

/// A direction that an iteration leaves alone: t of F − y − μ t = 0, tᵀ(y − y₀) = 0. It makes Newton's method regular on a
/// continuous attractor, and μ tells how fast a state that is no equilibrium drifts along it.
public struct PhaseCondition: Sendable, Equatable {
  /// t.
  public var direction: [Double]
  /// y₀.
  public var reference: [Double]

  public init(direction: [Double], reference: [Double]) {
    self.direction = direction
    self.reference = reference
  }
}

/// The equilibria y = F(y, input) of a model under an input that does not change.
public struct EquilibriumProblem<Model: DynamicalModel> {
  /// Whose equilibria.
  public let model: Model
  private let input: Model.Input
  private var workspace: Model.Workspace
  private let count: Int

  /// - Throws: what making the workspace throws.
  public init(_ model: Model, input: Model.Input) throws {
    self.model = model
    self.input = input
    workspace = try model.makeWorkspace()
    count = model.stateCount
  }

  /// F(y) − y.
  public mutating func residual(at state: [Double]) -> [Double] {
    var drive = [Double](repeating: 0, count: count)
    model.drive(state, input, &workspace, into: &drive)
    for index in 0..<count { drive[index] -= state[index] }
    return drive
  }

  /// ∂(F − y)/∂y by central differences, `[value, by value]`: 2n drives.
  public mutating func residualJacobian(at state: [Double]) -> Matrix<Double> {
    let count = count
    var matrix = Matrix<Double>(rows: count, columns: count, repeating: 0)
    differences(at: state, columns: 0..<count) { column, slope in
      for row in 0..<count { matrix[row, column] = slope(row) }
    }
    return matrix
  }

  /// Hands out ∂(F − y)/∂y of some columns, one after another.
  private mutating func differences(
    at state: [Double], columns: Range<Int>, _ body: (_ column: Int, _ slope: (Int) -> Double) -> Void
  ) {
    let scale = max(1e-3, state.map(abs).max() ?? 0)
    var point = state
    for column in columns {
      let step = 6e-6 * max(abs(state[column]), 0.01 * scale)
      point[column] = state[column] + step
      let above = residual(at: point)
      point[column] = state[column] - step
      let below = residual(at: point)
      point[column] = state[column]
      body(column) { (above[$0] - below[$0]) / (2 * step) }
    }
  }

  /// The eigenvalues of the linearised dynamics, per unit of time, largest real part first: of the Jacobian with each row
  /// divided by its τ. By differences, so to about 1e-9 of the largest.
  ///
  /// - Throws: `NumericsError`
  public mutating func eigenvalues(at state: [Double]) throws(NumericsError) -> [Complex] {
    var jacobian = residualJacobian(at: state)
    for (field, range) in zip(model.fields, model.fieldRanges) {
      for row in range { for column in 0..<count { jacobian[row, column] /= field.timeConstant } }
    }
    return try generalEigenvalues(jacobian)
  }

  /// The same of a network in parts of which none acts on those before it: the Jacobian is block triangular, and its
  /// eigenvalues are those of the blocks.
  ///
  /// - Parameter parts: ranges of a state that cover it, in an order in which each depends on itself and others before it.
  /// - Throws: `NumericsError`
  public mutating func eigenvalues(at state: [Double], parts: [Range<Int>]) throws(NumericsError) -> [Complex] {
    precondition(parts.map(\.count).reduce(0, +) == count, "parts cover the state")
    var constants = [Double](repeating: 1, count: count)
    for (field, range) in zip(model.fields, model.fieldRanges) { for row in range { constants[row] = field.timeConstant } }
    var values: [Complex] = []
    for part in parts {
      var block = Matrix<Double>(rows: part.count, columns: part.count, repeating: 0)
      differences(at: state, columns: part) { column, slope in
        for row in part {
          block[row - part.lowerBound, column - part.lowerBound] = slope(row) / constants[row]
        }
      }
      values += try generalEigenvalues(block)
    }
    return values.sorted { $0.real != $1.real ? $0.real > $1.real : $0.imaginary > $1.imaginary }
  }

  /// Relaxes by y ← F(y), with the combination of the last states that leaves the least residual (Anderson 1965,
  /// doi:10.1145/321296.321305; Walker & Ni 2011, doi:10.1137/10078356X).
  ///
  /// - Parameters:
  ///   - depth: states that are combined; 0 for plain relaxation, which for a bump on a ring shrinks the error by half a step.
  ///   - tolerance: for the largest |F − y|.
  /// - Throws: `noConvergence`, `wrongCount`
  public mutating func relax(
    from start: [Double], depth: Int = 5, tolerance: Double = 1e-12, limit: Int = 2000
  ) throws -> Equilibrium {
    try checkCount(start)
    var (state, residual) = (start, self.residual(at: start))
    var history: [(state: [Double], residual: [Double])] = []
    for iteration in 1...max(1, limit) {
      let size = residual.map(abs).max() ?? 0
      if size < tolerance { return Equilibrium(state: state, residual: size, iterations: iteration, drift: 0) }
      guard size.isFinite else { break }
      var next = zip(state, residual).map { $0 + $1 }
      // States that differ too little to be combined are left out, the oldest first.
      for kept in (0..<history.count).reversed() {
        if let mixed = try? mix(history.suffix(kept + 1), state, residual) {
          next = mixed
          break
        }
      }
      history.append((state, residual))
      // More states than values would leave the combination open.
      let kept = min(depth, count)
      if history.count > kept { history.removeFirst(history.count - kept) }
      state = next
      residual = self.residual(at: state)
    }
    throw AttractorModelsError.noConvergence(
      what: "relaxation", residual: residual.map(abs).max() ?? .nan, tolerance: tolerance)
  }

  /// y + f − Σ γⱼ (Δyⱼ + Δfⱼ) with the γ that make |f − Σ γⱼ Δfⱼ| least.
  private func mix(
    _ history: ArraySlice<(state: [Double], residual: [Double])>, _ state: [Double], _ residual: [Double]
  ) throws -> [Double] {
    let columns = history.count
    var differences = Matrix<Double>(rows: count, columns: columns, repeating: 0)
    for (column, past) in history.enumerated() {
      for row in 0..<count { differences[row, column] = residual[row] - past.residual[row] }
    }
    let gamma = try leastSquares(differences, residual)
    guard gamma.allSatisfy({ $0.isFinite && abs($0) < 1e4 }) else { throw NumericsError.library(routine: "dgels", code: 0) }
    return (0..<count).map { row in
      var value = state[row] + residual[row]
      for (column, past) in history.enumerated() {
        value -= gamma[column] * (state[row] - past.state[row] + differences[row, column])
      }
      return value
    }
  }

  /// Newton's method, bordered where a phase is held. Quadratic; each step costs a Jacobian (2n drives) and a dense solution.
  ///
  /// - Parameter tolerance: for the largest |F − y − μt|.
  /// - Throws: `noConvergence`, `wrongCount`; `NumericsError` when the Jacobian is singular, as it is on a continuous
  ///   attractor without a phase condition.
  public mutating func newton(
    from start: [Double], holding phase: PhaseCondition? = nil, tolerance: Double = 1e-12, limit: Int = 30
  ) throws -> Equilibrium {
    try checkCount(start)
    if let phase {
      try checkCount(phase.direction)
      try checkCount(phase.reference)
    }
    var (state, drift) = (start, 0.0)
    var size = Double.infinity
    for iteration in 0...limit {
      var value = residual(at: state)
      if let phase { for index in 0..<count { value[index] -= drift * phase.direction[index] } }
      let offset = phase.map { phase in
        zip(phase.direction, zip(state, phase.reference)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
      }
      size = value.map(abs).max() ?? 0
      let scale = phase.map { $0.direction.map(abs).max() ?? 1 } ?? 1
      if size < tolerance, abs(offset ?? 0) <= tolerance * scale * Double(count) {
        return Equilibrium(state: state, residual: size, iterations: iteration, drift: drift)
      }
      guard size.isFinite else { break }
      let step = try solveLinearSystem(
        bordered(residualJacobian(at: state), phase), value.map { -$0 } + (offset.map { [-$0] } ?? []))
      for index in 0..<count { state[index] += step[index] }
      if phase != nil { drift += step[count] }
    }
    throw AttractorModelsError.noConvergence(what: "Newton iteration", residual: size, tolerance: tolerance)
  }

  /// Newton's method with steps of least length: directions in which nothing pulls are left alone, those in which little pulls,
  /// such as a rim that is far, are followed. Each step costs a Jacobian (2n drives) and a dense solution.
  ///
  /// - Parameters:
  ///   - tolerance: for the largest |F − y|.
  ///   - longest: change of any value in one step.
  ///   - slow: where it does not converge, the state with the least residual is taken if that is below this: a slow state,
  ///     whose `drift` is its residual; 0 for none.
  /// - Throws: `noConvergence`, `wrongCount`; `NumericsError`
  public mutating func newtonOfLeastLength(
    from start: [Double], tolerance: Double = 1e-12, longest: Double = .infinity, slow: Double = 0, limit: Int = 20
  ) throws -> Equilibrium {
    try checkCount(start)
    var state = start
    var best = Equilibrium(state: start, residual: .infinity, iterations: 0, drift: 0)
    for iteration in 0...limit {
      let value = residual(at: state)
      let size = value.reduce(0) { max($0, abs($1)) }
      if size < tolerance { return Equilibrium(state: state, residual: size, iterations: iteration, drift: 0) }
      if size < best.residual { best = Equilibrium(state: state, residual: size, iterations: iteration, drift: size) }
      guard size.isFinite, iteration < limit else { break }
      let jacobian = residualJacobian(at: state)
      var normal = try matrixProduct(jacobian, jacobian, transposeFirst: true)
      let largest = (0..<count).reduce(0) { max($0, normal[$1, $1]) }
      for index in 0..<count { normal[index, index] += 1e-13 * largest }
      let pull = Matrix(rows: count, columns: 1, elements: value.map { -$0 })
      let step = try solveLinearSystem(normal, matrixProduct(jacobian, pull, transposeFirst: true).elements)
      let length = step.reduce(0) { max($0, abs($1)) }
      guard length.isFinite else { break }
      let factor = min(1, longest / max(length, 1e-300))
      for index in 0..<count { state[index] += factor * step[index] }
    }
    guard best.residual < slow else {
      throw AttractorModelsError.noConvergence(what: "Newton iteration", residual: best.residual, tolerance: tolerance)
    }
    return best
  }

  private func bordered(_ jacobian: Matrix<Double>, _ phase: PhaseCondition?) -> Matrix<Double> {
    guard let phase else { return jacobian }
    var matrix = Matrix<Double>(rows: count + 1, columns: count + 1, repeating: 0)
    for row in 0..<count {
      for column in 0..<count { matrix[row, column] = jacobian[row, column] }
      matrix[row, count] = -phase.direction[row]
      matrix[count, row] = phase.direction[row]
    }
    return matrix
  }

  private func checkCount(_ values: [Double]) throws(AttractorModelsError) {
    guard values.count == count else { throw .wrongCount(what: "state", found: values.count, expected: count) }
    if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "state", index: index) }
  }
}
