import ArrayNumerics
import Plotting
import PopulationActivity
import Schema
import Stages

/// Mean firing rate of every cell over the time that embed kept.
public enum MeanRates: Stage {
  public typealias Input = Results<Embedding>
  static let histogram = FigureKind<HistogramOptions>("histogram", about: "mean rates of the cells")
  public static let figureKinds = [AnyFigureKind(histogram)]

  public static let description = StageDescription(
    key: "mean-rates", group: .cells, title: "Mean rates", summary: "mean firing rate of every cell",
    purpose: "Divides the spikes of each cell by the time that embed kept, and counts the cells that hardly fire.",
    example: "canns-analyze mean-rates results --slow-hz 0.5", references: [.gardner2022])

  public struct Parameters: ParameterTable {
    /// Cells with a lower rate are slow, Hz.
    public var slowest = 0.1
    /// Whether they are named in a warning.
    public var namesSlow = false

    public init() {}

    public static let parameters: [Parameter<Parameters>] = [
      Parameter("slow-hz", \.slowest, unit: "Hz", help: "cells with a lower rate are slow; 0 for none"),
      Parameter("name-slow", \.namesSlow, help: "name the slow cells in a warning").only("with --slow-hz above 0") {
        $0.slowest > 0
      },
    ]

    public func validate() throws {
      if slowest < 0 { throw ParameterError.invalid(name: "slow-hz", reason: "a rate is not negative.") }
    }
  }

  public struct Result: StageResult {
    /// Hz, `[N]`.
    public var rates: [Double]
    /// Identifiers, `[N]`.
    public var cellIDs: [String]
    /// How many cells are slow.
    public var slowCells: Int
    public var notes: StageNotes

    public static let fields = Field<Result>.table {
      Field.array("rates", \.rates, unit: "Hz", axes: ["cell"], "spikes over the time that was kept")
      Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
      Field.number("median_rate_hz", \.medianRate, "median of the rates")
      Field.number("slow_cells", \.slowCells, "cells below --slow-hz")
    }

    /// Hz
    var medianRate: Double { median(rates) }
  }

  public static func run(_ input: consuming Input, parameters: Parameters, context: RunContext) throws -> Result {
    let embedding = input.values
    guard embedding.kind == .spikes else {
      throw StageError.unusableData(
        stage: description.command, reason: "the recording has calcium signals and no spikes.",
        remedy: "Mean rates need spike times or counts.")
    }
    let counts = try embedding.spikeCounts()
    var totals = [Int](repeating: 0, count: counts.columns)
    for row in 0..<counts.rows {
      if row % 10_000 == 0 { try context.work.checkCancellation() }
      for cell in totals.indices { totals[cell] += Int(counts[row, cell]) }
    }
    let seconds = Double(counts.rows) * embedding.binWidth
    let rates = totals.map { Double($0) / seconds }
    let slow = rates.indices.filter { rates[$0] < parameters.slowest }.map { embedding.cellIDs[$0] }
    let warning = parameters.namesSlow && !slow.isEmpty ? [listed(slow, "cell") + " hardly fire."] : []
    return Result(
      rates: rates, cellIDs: embedding.cellIDs, slowCells: slow.count, notes: StageNotes(warnings: warning))
  }
}

extension MeanRates.Result {
  public init(from stored: StoredResult<Self>) throws {
    self.init(
      rates: try stored[\.rates], cellIDs: try stored[\.cellIDs], slowCells: try stored.number(\.slowCells),
      notes: stored.notes)
  }
}

extension MeanRates {
  public static func figures(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedFigure] {
    [
      NamedFigure(
        histogram,
        histogramFigure(
          values: result.rates, bins: 20, label: "Mean rate (Hz)", countLabel: "Cells",
          markers: [(value: parameters.slowest, name: "slow")], options: try pen[histogram]),
        caption: "Mean firing rates of \(counted(result.rates.count, "cell")).")
    ]
  }

  public static func headline(_ result: Result, parameters: Parameters) -> String {
    sentence {
      "Median rate \(formatted(result.medianRate, digits: 3)) Hz over \(counted(result.rates.count, "cell"))"
      if result.slowCells > 0 { ", of which \(result.slowCells) below \(formatted(parameters.slowest)) Hz" }
      "."
    }
  }

  public static func checks(_ result: Result, parameters: Parameters) -> [QualityCheck] {
    let share = Double(result.slowCells) / Double(max(1, result.rates.count))
    return [
      QualityCheck(
        "Cells that fire", .init(pass: share <= 0.1, warn: share <= 0.5), found: "\(percent(share)) are slow",
        threshold: "pass up to 10 %, fail above 50 %")
    ]
  }

  public static func methods(_ parameters: Parameters, result: Result) -> String {
    "Mean firing rates are spikes divided by the time that was kept [@gardner2022]."
  }
}

extension StageRegistry {
  /// The stages of a program of one's own; the first makes what the second reads.
  public static let ownStages = StageRegistry([RegisteredStage(Embedding.self), RegisteredStage(MeanRates.self)])
}
