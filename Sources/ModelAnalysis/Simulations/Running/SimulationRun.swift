import ArrayNumerics
import AttractorModels
import Foundation
import Schema
import Stages

/// What a simulation left.
struct SimulationOutcome: Sendable {
  /// How it was made, as the record keeps it.
  var facts: SimulationFacts
  /// s, of the looks that are closest together.
  var times: [Double]
  /// The axes of the model, what was looked at, spikes, and what a recording holds.
  var arrays: [NamedArray]
  /// What to be warned of.
  var notes: StageNotes
  /// What came out of a network; `nil` for a model of rates.
  var network: NetworkFacts?
  /// What theory says of a model of rates; `nil` where it says nothing.
  var theory: TheoryPanel?
}

extension SimulationPlan {
  /// Runs the model.
  ///
  /// - Throws: `SimulationError`; `StageError.overMemoryBudget` before anything is run; `CancellationError`.
  func run(_ context: RunContext) throws -> SimulationOutcome {
    try requireSize(context)
    return try run(model(), context)
  }

  /// The same with the model of this plan that was made before.
  func run(_ context: RunContext, of model: any SimulatedModel) throws -> SimulationOutcome {
    try requireSize(context)
    return try run(model, context)
  }

  private func run<Model: SimulatedModel>(_ model: Model, _ context: RunContext) throws -> SimulationOutcome {
    let dt = try step(model.standardStep)
    let integrator = try integrator(model.integrator)
    let setup = TaskSetup(
      dt: dt, clock: clock, seed: seed, isCompatible: given.compatibility == .canns, folder: folder, place: placeOfTask,
      asked: Set((file.monitors ?? []).map(\.name)), integrator: integrator)
    let task = try task(model)
    try requireRun(of: task, dt: dt, context)
    let model = try located(placeOfStep) { try model.measured(setup) }
    let driven = try located(placeOfTask) { try model.driven(by: task, setup) }
    guard driven.steps >= 1 else { throw setup.error("the task is shorter than a step of \(formatted(dt)).") }
    let run = try located(placeOfStep) {
      try Run(model.network, integrator: integrator, dt: dt, steps: driven.steps, noise: driven.noise)
    }
    let looks = try looks(at: model.probes(driven, setup), steps: driven.steps)
    let cells = try recordedCells(model)
    try reserve(looks, cells: cells?.count ?? 0, steps: driven.steps, context)
    let start = driven.start ?? model.network.restingState()
    let recorders = looks.map { ProbeRecorder($0.probe, every: $0.every, steps: driven.steps, start: start) }
    let rates = cells.map { RateRecorder($0, steps: driven.steps, read: model.rates) }
    let truth = cells == nil ? nil : model.truthRecorder(driven, setup, every: looks.map(\.every).min() ?? 1, start: start)
    let all = RunRecorders(probes: recorders + (truth.map { [$0] } ?? []), rates: rates, belief: driven.belief)
    let first =
      try context.continuation.saved().flatMap(RunState.init).flatMap { all.restored($0, values: start.count) }
      ?? Checkpoint(state: start)
    let pace = Self.stepsBetweenSaves(values: start.count, steps: driven.steps)
    _ = try located(placeOfStep) {
      try run(
        from: first, observing: all.monitors, saving: (pace, { try context.continuation.save(all.state(at: $0).data) }),
        work: context.work, input: driven.input)
    }
    return try outcome(model, driven, setup, task, integrator, recorders, rates, truth, context)
  }

  /// Steps after which what was done is worth keeping: a second of work or so, and no more than 40 times.
  private static func stepsBetweenSaves(values: Int, steps: Int) -> Int {
    max(1, 25_000_000 / max(1, values), steps / 40)
  }

  /// The neurons whose spikes are drawn.
  private func recordedCells(_ model: some SimulatedModel) throws -> [Int]? {
    guard let spikes else { return nil }
    let count = spikes.cells ?? min(64, model.neurons)
    guard count <= model.neurons else {
      throw SimulationError(
        place: "\(file.place), spikes", reason: "\(count) cells are asked for, and the model has \(model.neurons) neurons.")
    }
    return model.sample(count)
  }

  /// Refuses before any work what would not fit in memory.
  private func reserve(_ looks: [(probe: Probe, every: Int)], cells: Int, steps: Int, _ context: RunContext) throws {
    func times(_ a: Int, _ b: Int) -> Int {
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      return overflow ? Int.max / 4 : min(product, Int.max / 4)
    }
    // Twice: as they are kept, and as they are written.
    let kept = looks.reduce(0) { min($0 + times(2 * (steps / $1.every), $1.probe.bytes + 8), Int.max / 4) }
    try context.reserve(
      kept + times(steps, 4 * cells), for: "What is kept of \(steps) steps",
      remedy: "Look less often (every: 10), at less, or let fewer cells spike.")
  }

  /// Errors of the engine belong to a place.
  private func located<Result>(_ place: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as AttractorModelsError {
      // Whatever was measured on the steps of the run, the step is what is wrong.
      if case .stepTooLong = error { throw SimulationError(place: placeOfStep, reason: error.reason) }
      throw SimulationError(place: place, reason: error.reason)
    }
  }

  private func outcome<Model: SimulatedModel>(
    _ model: Model, _ driven: Driven<Model.Network>, _ setup: TaskSetup, _ task: TaskPlan, _ integrator: Integrator,
    _ recorders: [ProbeRecorder], _ rates: RateRecorder?, _ truth: ProbeRecorder?, _ context: RunContext
  ) throws -> SimulationOutcome {
    let finest = recorders.map(\.every).min() ?? 1
    func times(_ every: Int) -> [Double] {
      // The state after a step belongs to its end; canns writes the time of its beginning.
      let shift = setup.isCompatible ? 1 : 0
      return (1...max(1, driven.steps / every)).map { Double($0 * every - shift) * setup.dt * clock.secondsPerUnit }
    }
    var arrays = recorders.map { recorder in
      recorder.array(timeAxis: recorder.every == finest ? "time" : FieldAxis(stringLiteral: "time_\(recorder.every)"))
    }
    for recorder in recorders where recorder.every != finest {
      arrays.append(
        NamedArray(
          "t_\(recorder.probe.information.name)", unit: "s", axes: [FieldAxis(stringLiteral: "time_\(recorder.every)")],
          "times of \(recorder.probe.information.name)", DataArray(times(recorder.every))))
    }
    let t = times(finest)
    let spikes = try rates.map { rates in
      try SimulatedSpikes(
        rates: rates.rates, cells: rates.neurons.count, peakRate: self.spikes?.peakRate ?? 20,
        step: setup.dt * clock.secondsPerUnit, tracked: (t.first ?? 0)...(t.last ?? 0), seed: seed, work: context.work)
    }
    var session: [NamedArray] = []
    if let spikes, let rates {
      let moments = (1...t.count).map { Clock(step: $0 * finest, dt: setup.dt).labelled(setup.isCompatible) }
      session =
        SimulatedSession(spikes: spikes, neurons: rates.neurons, model: model, truth: driven.truth, moments).arrays
        + (truth.flatMap { model.trueAngles($0) }.map { [$0] } ?? [])
    }
    let named = Set(session.map(\.key))
    let axes = model.axes.map { axis in
      NamedArray(
        named.contains(axis.name) ? "\(axis.name)_axis" : axis.name, unit: axis.unit,
        axes: [FieldAxis(stringLiteral: axis.name)], axis.meaning, DataArray(axis.positions))
    }
    return SimulationOutcome(
      facts: try facts(model, task, integrator, setup, steps: driven.steps, spikes: spikes), times: t,
      arrays: axes + model.places + arrays + session,
      notes: StageNotes(warnings: model.warnings),
      theory: TheoryPanel(
        model.theory, arrays, circumference: model.axes.last?.circumference, free: Self.freeTime(driven, dt: setup.dt)
      ) { name in
        Double(recorders.first { $0.probe.information.name == name }?.every ?? 1) * setup.dt
      })
  }

  /// How long there was no stimulus at the end, in the model's unit of time.
  private static func freeTime<Network>(_ driven: Driven<Network>, dt: Double) -> Double {
    var step = driven.steps
    while step > 0, driven.stimulus(Clock(step: step, dt: dt)) == nil { step -= 1 }
    return Double(driven.steps - step) * dt
  }

  private func facts<Model: SimulatedModel>(
    _ model: Model, _ task: TaskPlan, _ integrator: Integrator, _ setup: TaskSetup, steps: Int, spikes: SimulatedSpikes?
  ) throws -> SimulationFacts {
    let values = try entry.values(settings)
    // Places are given as x and y, arrays by rows.
    let named = ["x", "y"].compactMap { name in model.axes.first { $0.name == name } }
    let axes = named.isEmpty ? model.axes : named
    return SimulationFacts(
      model: entry.name, title: entry.title, task: task.kind.rawValue, integrator: integrator.name, step: setup.dt,
      secondsPerUnit: clock.secondsPerUnit, steps: steps, neurons: model.neurons, dimensions: model.axes.count,
      ends: model.axes.contains { $0.circumference != nil } ? setting.chosenEnds.rawValue : "open",
      circumference: model.axes.first?.circumference, circumferences: axes.map { $0.circumference ?? 0 },
      parameters: values.map { "\($0.key)=\($0.value.parameterText)" }, path: task.pathRecord,
      cells: spikes?.trains.count, spikes: spikes?.trains.reduce(0) { $0 + $1.count }, spikeScale: spikes?.scale)
  }
}

/// What a recording of the network would hold.
private struct SimulatedSession<Model: SimulatedModel> {
  var spikes: SimulatedSpikes
  var neurons: [Int]
  var model: Model
  var truth: Truth
  /// Of each look.
  var moments: [Clock]

  init(spikes: SimulatedSpikes, neurons: [Int], model: Model, truth: Truth, _ moments: [Clock]) {
    self.spikes = spikes
    self.neurons = neurons
    self.model = model
    self.truth = truth
    self.moments = moments
  }

  var arrays: [NamedArray] {
    let places = neurons.flatMap { model.place(of: $0) }
    return [
      NamedArray("spike_times", unit: "s", axes: ["spike"], "times of all spikes, cell after cell", DataArray(spikes.times)),
      NamedArray(
        "spike_index", axes: ["cell"], "where the spikes of each cell end among spike_times", DataArray(spikes.ends)),
      NamedArray(
        "cell_ids", axes: ["cell"], "name of each cell: the number of its neuron", DataArray(neurons.map(String.init))),
      NamedArray(
        "cell_places", unit: model.axes.first?.unit ?? "", axes: ["cell", FieldAxis(stringLiteral: String(model.axes.count))],
        "where each cell stands along \(model.axes.map(\.name).joined(separator: ", "))",
        DataArray(places, shape: [neurons.count, model.axes.count])),
    ] + behaviour
  }

  private var behaviour: [NamedArray] {
    func row(_ name: String, _ unit: String, _ meaning: String, _ value: (Clock) -> Double) -> NamedArray {
      NamedArray(name, unit: unit, axes: ["time"], meaning, DataArray(moments.map(value)))
    }
    switch truth {
    case .none: return []
    case .heading(let heading): return [row("head_direction", "rad", "direction of the head: the stimulus", heading)]
    case .position(let position, let heading):
      return [
        row("x", "m", "place of the animal along x") { position($0).x },
        row("y", "m", "place of the animal along y") { position($0).y },
        row("head_direction", "rad", "direction of the head", heading),
        NamedArray("position_unit", axes: [], "unit of x and y", DataArray(["m"], shape: [])),
      ]
    }
  }
}

extension Integrator {
  /// As a file calls it.
  var name: String {
    switch self {
    case .euler: "euler"
    case .exponentialEuler: "exponential-euler"
    case .sequentialEuler: "sequential-euler"
    case .rungeKutta4: "rk4"
    case .adaptive: "adaptive"
    }
  }
}
