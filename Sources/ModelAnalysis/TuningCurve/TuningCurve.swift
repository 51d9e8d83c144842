import ArrayNumerics
import Foundation
import PopulationActivity
import Schema
import Stages

/// Mean activity of every neuron over the angle that it follows, of a simulation or of a recording.
public enum TuningCurve: Stage {
  public typealias Input = Results<OneOf<Simulation, Embedding>>

  public static let description = StageDescription(
    key: "tuning-curve", group: .models, title: "Tuning curves",
    summary: "activity of every neuron over an angle, of a simulation or a recording",
    purpose: """
      Averages the activity of every neuron over bins of an angle: of a simulated ring, its rates over the place of the \
      stimulus or of its own bump; of a recording, the rates over the direction of the head. Bins without a sample stay empty.
      """,
    example: "canns-analyze tuning-curve ring --bins 36", version: 1)

  public static func run(
    _ input: consuming Input, parameters: TuningCurveParameters, context: RunContext
  ) throws -> TuningCurveResult {
    switch input.values {
    case .first(let simulation): try ofSimulation(simulation, parameters)
    case .second(let embedding): try ofRecording(embedding, parameters)
    }
  }

  private static func ofSimulation(
    _ simulation: SimulationResult, _ parameters: TuningCurveParameters
  ) throws -> TuningCurveResult {
    // What a fly's ring is told is a heading.
    let name = parameters.over == .center ? "center" : simulation["heading"] == nil ? "stimulus" : "heading"
    let axes = simulation.facts.dimensions
    guard axes == 2 || parameters.axis == .x else {
      throw ParameterError.invalid(name: "axis", reason: "\(simulation.facts.model) has one axis, x.")
    }
    let offset = parameters.axis == .x ? 0 : 1
    guard let circumference = simulation.facts.circumference(ofAxis: offset) else {
      throw unusable(
        "the axis \(parameters.axis.rawValue) of \(simulation.facts.model) is open, and tuning curves are those of angles.",
        axes == 2 && simulation.facts.circumference(ofAxis: 1 - offset) != nil
          ? "Take the other axis: --axis \(offset == 0 ? "y" : "x")." : "Read r and \(name) from the archive of the simulation."
      )
    }
    guard let rates = simulation["r"], let values = rates.floats, let angles = simulation[name]?.doubles,
      axes * rates.shape[0] == angles.count
    else {
      throw unusable(
        "the simulation did not keep r and \(name) at the same times, one number for each of its axes.",
        sentence {
          "Simulate it again with both, monitors: [{name: r}, {name: \(simulation.facts.followed(name))}]"
          ", where the model has them ('canns-analyze models \(simulation.facts.model)' lists what it keeps)"
          if parameters.over == .stimulus, simulation["center"] != nil { "; or take the bump's place: --over center" }
          "."
        })
    }
    let turn = circumference / (2 * .pi)
    let neurons = rates.shape.dropFirst().reduce(1, *)
    let chosen = (0..<rates.shape[0]).map { angles[axes * $0 + offset] / turn }
    let matrix = Matrix(rows: rates.shape[0], columns: neurons, elements: values)
    return try curves(
      neurons, { _ = try $0(0..<matrix.rows, matrix) }, chosen, parameters,
      names: (0..<neurons).map(String.init), unit: "",
      over: sentence {
        if axes == 2 { "\(parameters.axis.rawValue) of " }
        "the \(name == "heading" ? "heading" : parameters.over.noun)"
        if abs(turn - 1) > 1e-9 { ", \(formatted(circumference)) as one turn" }
      }, source: simulation.facts.model)
  }

  private static func ofRecording(
    _ embedding: EmbeddingResult, _ parameters: TuningCurveParameters
  ) throws -> TuningCurveResult {
    guard parameters.over == .stimulus else {
      throw ParameterError.idle(name: "over", condition: "with a simulation")
    }
    guard parameters.axis == .x else { throw ParameterError.idle(name: "axis", condition: "with a model of two axes") }
    guard let angles = embedding.behaviour.headDirection else {
      throw unusable(
        "the recording has no direction of the head.", "Name it when the spikes are embedded: --map head_direction=NAME.")
    }
    return try curves(
      embedding.cellIDs.count, embedding.rates.forEachPiece, angles, parameters, names: embedding.cellIDs,
      unit: embedding.rateUnit, over: "the direction of the head", source: "the recording")
  }

  private static func unusable(_ reason: String, _ remedy: String) -> StageError {
    .unusableData(stage: description.command, reason: reason, remedy: remedy)
  }

  /// Hands out the rows of a matrix in order, as long as its argument returns true.
  private typealias Pieces = (_ body: (_ rows: Range<Int>, _ piece: Matrix<Float>) throws -> Bool) throws -> Void

  /// - Parameters:
  ///   - forEachPiece: of rates `[time, neuron]`.
  ///   - angles: rad, NaN where unknown.
  private static func curves(
    _ neurons: Int, _ forEachPiece: Pieces, _ angles: [Double], _ parameters: TuningCurveParameters, names: [String],
    unit: String, over: String, source: String
  ) throws -> TuningCurveResult {
    let bins = parameters.bins
    var sums = Matrix(rows: bins, columns: neurons, repeating: 0.0)
    var counts = [Int](repeating: 0, count: bins)
    try forEachPiece { rows, piece in
      for row in rows where angles[row].isFinite {
        let bin = min(bins - 1, Int(wrapAngle(angles[row]) / (2 * .pi) * Double(bins)))
        counts[bin] += 1
        for column in 0..<neurons { sums[bin, column] += Double(piece[row - rows.lowerBound, column]) }
      }
      return true
    }
    guard counts.contains(where: { $0 > 0 }) else {
      throw unusable("\(over) is nowhere known.", "Take another angle with --over, or another task.")
    }
    var tuning = Matrix(rows: neurons, columns: bins, repeating: Double.nan)
    for bin in 0..<bins where counts[bin] > 0 {
      for column in 0..<neurons { tuning[column, bin] = sums[bin, column] / Double(counts[bin]) }
    }
    let centres = (0..<bins).map { (bin: Int) -> Double in (Double(bin) + 0.5) * 2 * .pi / Double(bins) }
    return TuningCurveResult(
      tuning: tuning, binCenters: centres, samples: counts, cellIDs: names, unit: unit, over: over, source: source)
  }
}

extension SimulationFacts {
  /// What the model calls a monitor that others call `stimulus`.
  fileprivate func followed(_ name: String) -> String {
    let monitors = (try? ModelCatalogue.standard.entry(named: model))?.monitors.map(\.name) ?? []
    return name == "stimulus" && !monitors.contains(name) && monitors.contains("heading") ? "heading" : name
  }
}
