import ArrayNumerics
import AttractorModels
import Schema

/// Bumps that adaptation drives along a ring: equilibria in the frame that moves with them.
struct TravelTable: FieldTable, Equatable {
  /// `[step, 5]`: m, speed, height, largest real part beside that of the place, speed of the theory.
  var branch: Matrix<Double>
  /// Where bumps at rest begin to travel: m.
  var onset: Double
  /// m of the model.
  var strength: Double
  /// rad per unit of time, of the bumps of the model's own m; mirror images travel the other way.
  var speeds: [Double]
  /// Of the theory, to first order in m.
  var theory: Double
  /// Largest u of each.
  var heights: [Double]
  /// Largest |F − y + τ c ∂y| of each, over all neurons.
  var residuals: [Double]
  /// In a simulation from each; NaN where the bump is lost.
  var simulatedSpeeds: [Double]
  /// `[bump, eigenvalue]`, real parts, largest first.
  var eigenvalues: Matrix<Double>
  /// Their imaginary parts.
  var imaginary: Matrix<Double>
  /// `[bump, neuron]`: u, the crest of its first wave in the middle of the axis.
  var activity: Matrix<Double>
  /// The same of v.
  var adaptation: Matrix<Double>

  static let fields = Field<TravelTable>.table {
    Field.array(
      "travel_branch", \.branch, axes: ["travel_step", "5"],
      """
      travelling bumps: m, speed (rad per unit of time), height, largest real part of the eigenvalues in the moving frame \
      beside that of the place, and the speed of the first-order theory
      """)
    Field.array(
      "travel_speed", \.speeds, unit: "rad per unit of time", axes: ["travel"],
      "speeds of the bumps that travel with the model's own m; their mirror images travel the other way")
    Field.array("travel_height", \.heights, axes: ["travel"], "largest activity of each")
    Field.array(
      "travel_residual", \.residuals, axes: ["travel"], "largest |F - y + tau c dy/dx| that is left, over all neurons")
    Field.array(
      "travel_simulated_speed", \.simulatedSpeeds, unit: "rad per unit of time", axes: ["travel"],
      "how fast a simulation that starts at it travels; NaN where the bump is lost")
    Field.array(
      "travel_eigenvalues", \.eigenvalues, unit: "per unit of time", axes: ["travel", "eigenvalue"],
      "real parts of the eigenvalues in the moving frame, largest first; one is 0, that of the place")
    Field.array(
      "travel_eigenvalues_imag", \.imaginary, unit: "per unit of time", axes: ["travel", "eigenvalue"], "their imaginary parts")
    Field.array(
      "travel_activity", \.activity, axes: ["travel", "neuron"],
      "u of each, which travels towards larger angles from the middle")
    Field.array("travel_adaptation", \.adaptation, axes: ["travel", "neuron"], "v of each")
    Field.number("travel_m", \.strength, "the model's own m")
    Field.number("travel_onset", \.onset, "m from which on a bump travels, tau / tau_v")
    Field.number(
      "travel_theory_speed", \.theory, "speed of the first-order theory, rad per unit of time; 0 where bumps rest")
  }
}

extension TravelTable {
  init?(from fields: FieldReader<TravelTable>) throws {
    guard fields.holds(\.branch) else { return nil }
    branch = try fields[\.branch]
    onset = try fields.number(\.onset)
    strength = try fields.number(\.strength)
    speeds = try fields[\.speeds]
    theory = try fields.number(\.theory)
    heights = try fields[\.heights]
    residuals = try fields[\.residuals]
    simulatedSpeeds = try fields[\.simulatedSpeeds]
    eigenvalues = try fields[\.eigenvalues]
    imaginary = try fields[\.imaginary]
    activity = try fields[\.activity]
    adaptation = try fields[\.adaptation]
  }

  /// The branch from the onset on, and the bumps of the network's own m.
  ///
  /// - Parameters:
  ///   - kept: eigenvalues of each bump.
  ///   - duration: of the simulations, in units of time; 0 for none.
  /// - Returns: `nil` for a ring that adaptation cannot move evenly, and where no bump is held at the onset.
  /// - Throws: `AttractorModelsError`, `NumericsError`, `CancellationError`.
  init?(_ network: RingNetwork, eigenvalues kept: Int, duration: Double, work: Work) throws {
    guard let own = network.parameters.adaptation, own.strength > 0, let bumps = try? TravellingBumps(network) else {
      return nil
    }
    let branch = try bumps.branch(upTo: max(1.5 * own.strength, 4 * bumps.onset), work: work)
    if branch.isEmpty { return nil }
    let turn = 2 * Double.pi / network.grid.circumference
    func theory(_ strength: Double) -> Double {
      var parameters = network.parameters
      parameters.adaptation?.strength = strength
      return BumpTheory(grid: network.grid, dimensions: 1, parameters: parameters).adaptationSpeed * turn
    }
    let decisive = try concurrentMap(branch.count, work: work) { index in
      try Self.beside(bumps.eigenvalues(of: branch[index])).first?.real ?? .nan
    }
    self.branch = Matrix(
      rows: branch.count, columns: 5,
      elements: branch.indices.flatMap { index -> [Double] in
        let bump = branch[index]
        return [bump.strength, bump.speed * turn, bump.height, decisive[index], theory(bump.strength)]
      })
    onset = bumps.onset
    strength = own.strength
    let found = try bumps.bumps(on: branch)
    speeds = found.map { $0.speed * turn }
    self.theory = theory(own.strength)
    heights = found.map(\.height)
    residuals = try found.map { try bumps.residual(of: $0) }
    simulatedSpeeds = try found.map { bump in
      guard duration > 0 else { return .nan }
      // A bump that dies out does so in a time of the adaptation.
      return try bumps.simulatedSpeed(of: bump, duration: max(duration, 4 * own.timeConstant), work: work) * turn
    }
    let spectra = try found.map { try bumps.eigenvalues(of: $0) }
    let columns = min(kept, spectra.first?.count ?? 0)
    eigenvalues = Matrix(rows: found.count, columns: columns, elements: spectra.flatMap { $0.prefix(columns).map(\.real) })
    imaginary = Matrix(rows: found.count, columns: columns, elements: spectra.flatMap { $0.prefix(columns).map(\.imaginary) })
    let middle = network.grid.lower + network.grid.circumference / 2
    let states = try found.map { try bumps.state(of: $0, at: middle) }
    let n = network.grid.count
    activity = Matrix(rows: found.count, columns: n, elements: states.flatMap { $0.prefix(n) })
    adaptation = Matrix(rows: found.count, columns: n, elements: states.flatMap { $0.suffix(n) })
  }

  /// A spectrum without the eigenvalue of the place, the one nearest to 0.
  private static func beside(_ values: [Complex]) -> [Complex] {
    var rest = values
    if let place = values.indices.min(by: { values[$0].magnitude < values[$1].magnitude }) { rest.remove(at: place) }
    return rest
  }

  /// Largest real part of a bump beside that of its place.
  func decisive(_ bump: Int) -> Double {
    let values = zip(eigenvalues.row(bump), imaginary.row(bump)).map { Complex($0, $1) }
    return Self.beside(values).first?.real ?? .nan
  }
}
