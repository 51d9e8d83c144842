import ArrayNumerics
import AttractorModels
import Foundation
import Schema
import Stages

/// The states at rest of a model, with their stability.
public enum FixedPoints: Stage {
  /// A simulation file, weights, or nothing where the parameters name a model.
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.optionalFile]
    /// What a file of arrays holds.
    var weights: (network: WeightFile, name: String)?
    /// What a simulation file says.
    var simulation: SimulationFile?
    /// Where files that it names are looked for.
    var folder = URL(fileURLWithPath: ".")

    public init() {}

    public init(from source: InputSource, for consumer: String) throws {
      let file = OptionalFileInput(from: source, for: consumer)
      guard let url = file.url else { return }
      folder = url.deletingLastPathComponent()
      do {
        if WeightFile.isArrays(url) {
          weights = (try WeightFile(contentsOf: url), url.lastPathComponent)
        } else if let text = try file.text() {
          guard case .model(let simulation) = try SimulationDocument(yaml: text.text, file: text.name) else {
            throw SimulationError(
              place: text.name, reason: "populations of spiking neurons have no states at rest that are looked for here.")
          }
          self.simulation = simulation
        }
      } catch let error as SimulationError {
        throw error.stageError
      }
    }
  }

  public static let description = StageDescription(
    key: "fixed-points", group: .models, title: "Fixed points",
    summary: "states at rest of a model, their stability, drift and branches",
    purpose: """
      Finds the states in which a network rests: every form of activity that holds itself on a ring or torus, with both of its \
      heights, and all points of recurrent weights that many starts and deflation lead to (W, b and W_in in an .npz). Each \
      comes with its residual, the exact eigenvalues of the dynamics, its Morse index and its stability with a tolerance; \
      circles of states count once. The list has a certificate: the indices of single states sum to one. A simulation from \
      every point shows that it rests; noise in the weights shows how long a position is remembered; --continue follows the \
      stable bump around its fold; --vectors keeps left and right eigenvectors. With adaptation the bumps that travel by \
      themselves are found as equilibria of the moving frame, from their onset on. Under a drive that comes back, a stimulus \
      that swings (--period) or theta (the model theta-sweep), closed orbits are found with their Floquet multipliers.
      """,
    example: "canns-analyze fixed-points cann1d -o equilibria --set k=0.1 --continue k=0.01:200", version: 4,
    references: [
      .wu2008, .fung2010, .farrell2015, .keller1977, .milnor1965, .brauer1952, .zhang1996, .seeholzer2019, .sussillo2013,
      .stewart2002, .mi2014, .kuznetsov2004,
    ],
    usesSeed: true, inputName: "FILE|MODEL", nameParameter: "model")

  /// That of the simulation file.
  public static func seed(from source: InputSource, parameters: FixedPointsParameters) throws -> UInt64? {
    try Input(from: source, for: description.command).simulation?.seed
  }

  public static func run(
    _ input: consuming Input, parameters: FixedPointsParameters, context: RunContext
  ) throws -> FixedPointsResult {
    do {
      return try Search(input, parameters, context).result()
    } catch let error as SimulationError {
      throw error.stageError
    } catch let error as AttractorModelsError {
      throw StageError.unusableData(
        stage: description.command, reason: error.reason, remedy: "'canns-analyze models NAME' shows what a model takes.")
    }
  }
}

/// One search.
private struct Search {
  let model: RestingModel
  let facts: FixedPointsFacts
  let parameters: FixedPointsParameters
  let context: RunContext

  init(_ input: FixedPoints.Input, _ parameters: FixedPointsParameters, _ context: RunContext) throws {
    self.parameters = parameters
    self.context = context
    let name: String
    var values: [JSONValue.Member] = []
    var equations = ""
    if let (file, fileName) = input.weights {
      if parameters.model != nil { throw SimulationError(place: "--model", reason: "the file holds weights; leave it out.") }
      if !parameters.set.isEmpty { throw ParameterError.idle(name: "set", condition: "with a model") }
      if parameters.compatibility != .none { throw ParameterError.idle(name: "compat", condition: "with a model") }
      let columns = file.network.inputCount
      let drive =
        parameters.input.isEmpty
        ? file.inputs.map { Array($0.row(0)) } ?? [Double](repeating: 0, count: columns)
        : parameters.input
      guard drive.count == columns else {
        throw ParameterError.invalid(
          name: "input", reason: "W_in has \(counted(columns, "column")), and the input has \(counted(drive.count, "number")).")
      }
      if let inputs = file.inputs, inputs.rows > 1, parameters.input.isEmpty {
        throw ParameterError.invalid(
          name: "input",
          reason: "the file has \(inputs.rows) inputs, and points rest under one; give it, such as --input "
            + "\(drive.map { formatted($0) }.joined(separator: ",")).")
      }
      model = .recurrent(file.network, input: drive, starts: file.starts)
      name = fileName
      equations = file.equations
    } else {
      if let name = parameters.model, let file = input.simulation {
        throw SimulationError(place: "--model", reason: "the file names the model, \(file.model); leave out '\(name)'.")
      }
      guard let modelName = input.simulation?.model ?? parameters.model else {
        throw SimulationError(place: "--model", reason: "a file or the name of a model is needed, such as cann1d.")
      }
      var given = SimulationParameters()
      given.set = parameters.set
      given.compatibility = parameters.compatibility == .none ? .none : .canns
      let plan = try SimulationPlan(
        input.simulation ?? SimulationFile(model: modelName, place: "--model"), given: given,
        isFromFile: input.simulation != nil, seed: context.seed, folder: input.folder)
      try plan.requireSize(context)
      guard let resting = try RestingModel(plan) else {
        if parameters.compatibility != .none, let entry = try? plan.entry.make(plan.settings), entry is any SimulatedModel {
          throw ParameterError.idle(name: "compat", condition: "with a ring or torus")
        }
        throw SimulationError(
          place: input.simulation == nil ? "--model" : plan.file.place,
          reason: "the states at rest of \(plan.entry.name) are not looked for; those of the models of rates are, "
            + "those of weights in an .npz, and the closed orbits of theta-sweep.")
      }
      if case .released(let released) = resting, released.largestPart > Self.mostValues {
        throw SimulationError(
          place: input.simulation == nil ? "--model" : plan.file.place,
          reason: "\(released.largestPart) values of a state are too many for the eigenvalues of its points, which are "
            + "decomposed whole (up to \(Self.mostValues)); take fewer neurons.")
      }
      if resting.attractor?.rank != nil {
        throw ParameterError.invalid(
          name: "set", reason: "accl_mode: states at rest are looked for with all of the connections; leave it out.")
      }
      model = resting
      name = plan.entry.name
      values = try plan.entry.values(plan.settings)
    }
    facts = FixedPointsFacts(
      model: name,
      parameters: equations.isEmpty
        ? values.map { "\($0.key)=\($0.value.parameterText)" }.joined(separator: ", ") : equations,
      neurons: model.neurons, dimensions: model.dimensions,
      criticalInhibition: model.theory?.criticalInhibition, theoryHeight: model.theory?.heights?.stable,
      timeConstant: model.timeConstant)
    try refuseWhatDoesNothing()
  }

  /// Values of a state whose Jacobian is decomposed whole.
  private static let mostValues = 2000

  /// Options of a ring with something else, and of weights with a model.
  private func refuseWhatDoesNothing() throws {
    func refuse(_ isGiven: Bool, _ name: String, _ condition: String) throws {
      if isGiven { throw ParameterError.idle(name: name, condition: condition) }
    }
    if case .recurrent = model {
    } else {
      try refuse(!parameters.input.isEmpty, "input", "with recurrent weights")
      try refuse(parameters.dynamics != nil, "dynamics", "with recurrent weights")
      try refuse(parameters.keepsJacobians, "jacobians", "with recurrent weights")
    }
    if case .theta = model {
      try refuse(parameters.compatibility != .none, "compat", "with a ring or torus")
    } else {
      try refuse(parameters.turning > 0, "turning", "with theta-sweep")
    }
    if case .released = model {
      try refuse(parameters.vectors > 0, "vectors", "with a ring, a torus or recurrent weights")
      try refuse(parameters.compatibility != .none, "compat", "with a ring or torus")
    }
    if isDriven {
      let condition = "without a drive that comes back"
      try refuse(parameters.vectors > 0, "vectors", condition)
      try refuse(parameters.continued != nil, "continue", condition)
      try refuse(parameters.weightNoise != nil, "weight-noise", condition)
      try refuse(parameters.heterogeneity > 0, "heterogeneity", condition)
      try refuse(parameters.spacing != nil, "spacing", condition)
    }
    if case .ring = model {
    } else {
      try refuse(parameters.period != nil, "period", "with a ring")
    }
    if parameters.compatibility == .brainpy {
      guard case .ring(let network) = model, network.parameters.adaptation == nil else {
        throw ParameterError.invalid(name: "compat", reason: "brainpy is for a ring without adaptation, such as cann1d.")
      }
    }
    if let text = parameters.continued { try model.requireBranch(text, name: facts.model) }
    guard case .ring(let network) = model, network.grid.ends == .joined else {
      try refuse(parameters.spacing != nil && parameters.compatibility != .brainpy, "spacing", "with a closed ring")
      try refuse(parameters.weightNoise != nil, "weight-noise", "with a closed ring")
      try refuse(parameters.heterogeneity > 0, "heterogeneity", "with a closed ring")
      return
    }
    try refuse(
      parameters.weightNoise != nil && network.parameters.adaptation != nil, "weight-noise", "with a ring without adaptation")
    try refuse(
      parameters.heterogeneity > 0 && network.parameters.adaptation != nil, "heterogeneity", "with a ring without adaptation")
  }

  /// Whether something drives the network in cycles, so that closed orbits are looked for.
  private var isDriven: Bool {
    if case .theta = model { return true }
    return parameters.period != nil
  }

  private var starts: Int { parameters.starts ?? (isDriven ? 6 : model.grid == nil ? 256 : 32) }
  private var kept: Int { min(parameters.eigenvalues, model.stateCount) }

  func result() throws -> FixedPointsResult {
    let points = Int(2 * .pi / (parameters.spacing ?? 0.005)) + 20
    var square = model.neurons
    if case .released(let released) = model { square = released.largestPart }
    try context.reserve(
      model.grid == nil
        ? 8 * (4 * square * square + 2 * starts * model.neurons)
        : 8 * model.neurons * (2 * points + 4 * model.neurons / 10),
      for: "The points of \(counted(model.neurons, "neuron"))", remedy: "Take fewer neurons, or a larger --spacing.")
    if isDriven { return try driven() }
    let (rows, recurrent, descent, stable, unrested) = try search()
    var facts = facts
    facts.lostStarts = unrested?.lost
    facts.driftingStarts = unrested?.drifts.count
    facts.fastestDrift = unrested?.drifts.max()
    if rows.residual.isEmpty {
      throw StageError.unusableData(
        stage: FixedPoints.description.command,
        reason: sentence {
          "no state at rest was found"
          if let unrested, !unrested.drifts.isEmpty { ", and \(counted(unrested.drifts.count, "start")) still drifted slowly" }
          "."
        },
        remedy: "Give more --starts, or --descent-steps with --compat brainpy.")
    }
    var table = try rows.table(axis: model.grid?.positions, work: context.work)
    let first = rows.families.names.indices.map { family in rows.orbit.firstIndex(of: family) ?? 0 }
    let relaxation = try simulate(&table, first)
    let (branch, curves) = try branch(table.states)
    return FixedPointsResult(
      points: table, families: rows.families, recurrent: recurrent, descent: descent, relaxation: relaxation,
      drift: try drift(stable),
      branch: branch, curves: curves, travel: try travel(), orbits: nil, vectors: try vectors(table, first), facts: facts,
      notes: StageNotes(
        dropped: [
          DroppedItems("starts", count: unrested?.lost ?? 0, reason: "the network did not come to rest from there"),
          DroppedItems(
            "starts", count: unrested?.drifts.count ?? 0,
            reason: "the activity held its shape and still drifted after 200 time constants"),
          DroppedItems(
            "points", count: curves?.lostPoints ?? 0, reason: "no curve could be followed from there: an eigenvalue is 1"),
        ],
        warnings: model.warnings))
  }

  /// Closed orbits, and what a stroboscope sees of them as the points.
  private func driven() throws -> FixedPointsResult {
    let search = CycleSearch(
      starts: starts, tolerance: parameters.tolerance, kept: kept, seed: context.seed, work: context.work)
    let found: CycleSearch.Found
    switch model {
    case .ring(let network):
      found = try search.swinging(network, period: parameters.period ?? 1, swing: parameters.swing)
    case .theta(let cells, let modulation, let step):
      found = try search.theta(cells, modulation: modulation, dt: step, gain: parameters.turning)
    case .torus, .recurrent, .released: preconditionFailure("a torus or weights with a drive that comes back")
    }
    if found.rows.residual.isEmpty {
      throw StageError.unusableData(
        stage: FixedPoints.description.command,
        reason: "no orbit that closes after 1 to 4 cycles was found from \(counted(starts, "random start")) and from rest.",
        remedy: "Give more --starts, or another drive.")
    }
    var table = try found.rows.table(axis: model.grid?.positions, work: context.work)
    if parameters.simulated > 0 { table.change = found.changes }
    return FixedPointsResult(
      points: table, families: found.rows.families, recurrent: nil, descent: nil, relaxation: nil, drift: nil, branch: nil,
      curves: nil, travel: nil, orbits: found.orbits, vectors: nil, facts: facts, notes: StageNotes(warnings: model.warnings))
  }

  /// Bumps that adaptation drives along a closed ring.
  private func travel() throws -> TravelTable? {
    guard case .ring(let network) = model else { return nil }
    return try TravelTable(network, eigenvalues: kept, duration: parameters.simulated, work: context.work)
  }

  private func vectors(_ table: PointTable, _ first: [Int]) throws -> EigenvectorTable? {
    if parameters.vectors == 0 { return nil }
    let states = first.map { row -> [Double] in
      let activity = Array(table.states.row(row))
      switch model {
      case .ring(let network): return network.whole(activity)
      case .torus(let network): return network.whole(activity)
      case .recurrent, .theta, .released: return activity
      }
    }
    try context.reserve(
      32 * states.count * parameters.vectors * (states.first?.count ?? 0),
      for: "\(counted(parameters.vectors, "eigenvector")) of \(counted(states.count, "point"))",
      remedy: "Take fewer --vectors.")
    return try EigenvectorTable(states, of: model, count: parameters.vectors, seed: context.seed, work: context.work)
  }

  /// The points, what is told of recurrent weights besides, and the stable bump of a ring.
  private func search() throws -> (
    rows: PointRows, recurrent: RecurrentTable?, descent: DescentTable?, stable: Equilibrium?, unrested: UnrestedStarts?
  ) {
    switch model {
    case .ring(let network) where parameters.compatibility == .brainpy:
      let spacing = parameters.spacing ?? 0.005
      let count = Int((network.grid.circumference / spacing).rounded(.up))
      var descent = SlowPoints.Descent()
      descent.steps = parameters.descentSteps
      let found = try SlowPoints(
        network, candidates: (0..<count).map { network.stimulus(at: network.grid.lower + Double($0) * spacing) },
        descent: descent, work: context.work)
      let rows = try PointRows.slow(
        network, found, eigenvalues: kept, tolerance: parameters.tolerance, work: context.work)
      return (rows, nil, DescentTable(found, candidates: count), nil, nil)
    case .ring(let network):
      let found = try RestingStates(
        network, starts: starts, seed: context.seed, tolerance: parameters.tolerance, work: context.work)
      let rows = try PointRows.ring(
        network, found, spacing: parameters.spacing ?? 0.005, eigenvalues: kept, work: context.work)
      let stable = found.families.first { $0.dimension == 1 && $0.stability.kind == .continuous }?.equilibrium
      return (rows, nil, nil, stable, nil)
    case .torus(let network):
      let found = try RestingStates(
        network, starts: starts, seed: context.seed, tolerance: parameters.tolerance, work: context.work)
      return (PointRows.torus(network, found, eigenvalues: kept), nil, nil, nil, nil)
    case .recurrent(let network, let input, let given):
      let (rows, table) = try points(of: network, input, given)
      return (rows, table, nil, nil, nil)
    case .released(let released):
      let (rows, unrested) = try released.released(
        starts: parameters.starts, eigenvalues: kept, tolerance: parameters.tolerance, seed: context.seed, work: context.work)
      return (rows, nil, nil, nil, unrested)
    case .theta: preconditionFailure("states at rest under theta")
    }
  }

  /// The points of recurrent weights.
  private func points(
    of network: some RecurrentMap, _ input: [Double], _ given: [[Double]]
  ) throws -> (PointRows, RecurrentTable) {
    let found = try RecurrentFixedPoints(
      network, input: input, given: given, random: starts, dynamics: parameters.dynamics?.engine ?? .steps,
      tolerance: parameters.tolerance, seed: context.seed, work: context.work)
    let table = RecurrentTable(
      network, found, input: input, eigenvalues: kept, keepsJacobians: parameters.keepsJacobians)
    return (PointRows.recurrent(network, found, eigenvalues: kept), table)
  }

  /// Simulations from every point, whose lengths of way go into the table.
  private func simulate(_ table: inout PointTable, _ first: [Int]) throws -> RelaxationTable? {
    if parameters.simulated == 0 { return nil }
    func all<Network: DynamicalModel>(_ runs: FreeRuns<Network>) throws -> RelaxationTable {
      table.change = try runs.changes(table.states, work: context.work)
      return try runs.table(table.states, first: first, seed: context.seed, work: context.work)
    }
    let duration = parameters.simulated * model.timeConstant
    switch model {
    case .ring(let network):
      return try all(
        FreeRuns(
          network: network, input: .none, neurons: model.neurons, whole: { network.whole($0) },
          timeConstant: model.timeConstant, duration: duration))
    case .torus(let network):
      return try all(
        FreeRuns(
          network: network, input: .none, neurons: model.neurons, whole: { network.whole($0) },
          timeConstant: model.timeConstant, duration: duration))
    case .recurrent(let network, let input, _):
      func run<Network: RecurrentMap>(_ network: Network) throws -> RelaxationTable {
        try all(
          FreeRuns(
            network: network, input: input, neurons: model.neurons, whole: { $0 }, timeConstant: model.timeConstant,
            duration: duration, isMap: parameters.dynamics?.engine != .flow))
      }
      return try run(network)
    case .released(let released):
      return try released.relaxation(&table, first: first, duration: duration, seed: context.seed, work: context.work)
    case .theta: return nil
    }
  }

  private func drift(_ stable: Equilibrium?) throws -> DriftTable? {
    guard case .ring(let network) = model, network.parameters.adaptation == nil else { return nil }
    if network.grid.ends == .doubled {
      return network.theory.heights == nil
        ? nil : try DriftTable(doubled: network, tolerance: parameters.driftTolerance, work: context.work)
    }
    let noise = parameters.weightNoise ?? 0.01
    guard let stable, noise > 0 || parameters.heterogeneity > 0 else { return nil }
    return try DriftTable(
      network, bump: stable, deviation: noise, heterogeneity: parameters.heterogeneity,
      tolerance: parameters.driftTolerance, seed: context.seed, work: context.work)
  }

  /// - Parameter states: the points, from which those of recurrent weights are followed.
  private func branch(_ states: Matrix<Double>) throws -> (BranchTable?, CurveTable?) {
    guard let text = parameters.continued else { return (nil, nil) }
    if case .recurrent(let network, let input, _) = model, let followed = FollowedWeight(text) {
      let found = try RecurrentBranches(
        network, input: input, points: (0..<states.rows).map { Array(states.row($0)) }, parameter: followed.parameter,
        range: followed.range, dynamics: parameters.dynamics?.engine ?? .steps, work: context.work)
      let (branch, curves) = try BranchTable.recurrent(
        found, followed, timeConstant: network.timeConstant, work: context.work)
      return (branch, curves)
    }
    guard let followed = FollowedParameter(text) else { return (nil, nil) }
    switch model {
    case .ring(let network): return (try BranchTable(network, followed), nil)
    case .torus(let network): return (try BranchTable(network, followed, work: context.work), nil)
    case .recurrent, .released, .theta: return (nil, nil)
    }
  }
}

extension RestingModel {
  /// τ, in the model's unit of time.
  fileprivate var timeConstant: Double {
    if case .recurrent(let network, _, _) = self { return network.timeConstant }
    if case .theta(let cells, _, _) = self { return cells.parameters.timeConstant }
    if case .released(let released) = self { return released.timeConstant }
    return attractor?.timeConstant ?? 1
  }

  /// Axes along which the neurons stand.
  fileprivate var dimensions: Int {
    if case .theta = self { return 1 }
    return theory?.dimensions ?? 0
  }

  /// Values of a whole state.
  fileprivate var stateCount: Int {
    if case .theta = self { return 2 * neurons }
    return neurons * (attractor?.adaptation == nil ? 1 : 2)
  }

  /// The model of a plan.
  ///
  /// - Returns: `nil` for one of which neither states at rest nor closed orbits are looked for.
  /// - Throws: `SimulationError`, `ParameterError`.
  fileprivate init?(_ plan: SimulationPlan) throws {
    let made = try plan.made()
    if let sweep = made as? ThetaSweep {
      let table = try ThetaSweepParameters(settings: plan.settings)
      self = .theta(
        sweep.directionCells,
        ThetaModulation(
          directionStrength: table.directionTheta, positionStrength: table.gridTheta, cycle: table.cycle), step: sweep.dt)
      return
    }
    guard let model = made as? any SimulatedModel else { return nil }
    self.init(model)
  }
}
