import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages
import TuningMaps

/// Firing rate of every cell over the arena.
public enum RateMaps: Stage {
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.result("embed")]
    public var embedding: EmbeddingResult

    public init(embedding: EmbeddingResult) { self.embedding = embedding }
    public init(from source: InputSource) throws {
      self.init(embedding: try source.result(of: Embedding.self, neededBy: "ratemaps"))
    }
  }

  public static let description = StageDescription(
    name: "ratemaps", title: "Rate maps", summary: "firing rate of every cell over the arena",
    purpose: """
      Divides the spikes of each cell by the time spent, bin by bin of the arena, both smoothed by the same Gaussian, and \
      computes how much a spike says about the place (bits per spike). Unvisited bins stay empty.
      """,
    example: "canns-analyze ratemaps results --bin-cm 2.5", version: 1, references: [.skaggs1993])

  public static func run(
    _ input: Input, parameters: RateMapParameters, context: RunContext
  ) throws -> RateMapResult {
    let embedding = input.embedding
    guard let x = embedding.x, let y = embedding.y,
      let grid = SpatialGrid(covering: x, y, size: parameters.binSize)
    else {
      throw StageError.unusableData(
        stage: "ratemaps", reason: "the embedding has no position that covers an area.",
        remedy: "Rate maps need a recording with x and y; name them with --map x=…,y=… in embed.")
    }
    guard grid.rows * grid.columns <= 1_000_000 else {
      throw StageError.unusableData(
        stage: "ratemaps",
        reason: "bins of \(formatted(parameters.binSize * 100)) cm make \(grid.columns) x \(grid.rows) of them.",
        remedy: "Is the position in centimetres? Give --position-unit to embed, or wider bins with --bin-cm.")
    }
    let indices = grid.indices(x, y)
    let set: RateMapSet
    if let amounts = embedding.signalAmounts {
      set = try RateMapSet(
        amounts: amounts, at: indices, grid: grid, binWidth: embedding.binWidth, smoothing: parameters.smoothing,
        minimumOccupancy: parameters.minimumOccupancy, work: context.work)
    } else {
      set = try RateMapSet(
        counts: embedding.counts, at: indices, grid: grid, binWidth: embedding.binWidth, smoothing: parameters.smoothing,
        minimumOccupancy: parameters.minimumOccupancy, work: context.work)
    }
    return RateMapResult(
      maps: set.maps, occupancy: set.occupancy, grid: grid,
      // Of a signal that does not add up nobody can say how much a spike tells.
      information: embedding.kind.isSummable ? set.information : set.information.map { _ in .nan },
      meanRate: set.meanRates, cellIDs: embedding.cellIDs, unit: embedding.kind.rateUnit)
  }

  public static func figures(
    _ result: RateMapResult, parameters: RateMapParameters, config: PlotConfig
  ) -> [NamedFigure] {
    let order = result.information.indices.sorted {
      (result.information[$0].isNaN ? -1 : result.information[$0], -$0)
        > (result.information[$1].isNaN ? -1 : result.information[$1], -$1)
    }
    let shown = Array(order.prefix(30))
    return [
      NamedFigure(
        "maps",
        rateMapSheetFigure(
          maps: shown.map { result.maps[$0] }, xRange: result.grid.xRange, yRange: result.grid.yRange,
          names: shown.map { result.cellIDs[$0] }, config: config),
        caption: sentence {
          "Firing rate over the arena of the \(shown.count) cells with the most spatial information, of \(result.maps.count). "
          "Each map runs from 0 to its peak (number, \(result.unit)); grey was not visited."
        }
      )
    ]
  }

  public static func checks(_ result: RateMapResult, parameters: RateMapParameters) -> [QualityCheck] {
    let visited = result.occupancy.elements.filter { $0 > 0 }.count
    let share = Double(visited) / Double(max(1, result.occupancy.count))
    return [
      QualityCheck(
        "Coverage of the arena", share >= 0.8 ? .pass : share >= 0.5 ? .warn : .fail,
        found: "\(formatted(100 * share, digits: 3)) % of the bins visited",
        threshold: "pass from 80 %, fail below 50 % (of the rectangle around the path)")
    ]
  }

  public static func methods(_ parameters: RateMapParameters, result: RateMapResult) -> String {
    sentence {
      "Rate maps are spikes divided by time in square bins of \(formatted(parameters.binSize * 100)) cm, "
      "both smoothed with a Gaussian of \(formatted(parameters.smoothing)) bins; "
      "spatial information is given in bits per spike [@skaggs1993]."
    }
  }
}

/// Parameters of the rate maps.
public struct RateMapParameters: ParameterTable {
  /// Side of a square bin, m.
  public var binSize = 0.025
  /// Standard deviation of the Gaussian, bins.
  public var smoothing = 1.5
  /// Bins visited for this long or less stay empty, s.
  public var minimumOccupancy = 0.0

  public init() {}

  public static let parameters: [Parameter<RateMapParameters>] = [
    Parameter("bin-cm", \.binSize, scale: 0.01, unit: "cm", help: "side of a square bin"),
    Parameter(
      "smooth-bins", \.smoothing, unit: "bins",
      help: "standard deviation of the Gaussian over spikes and time; 0 for none"),
    Parameter(
      "min-occupancy-s", \.minimumOccupancy, unit: "s", help: "bins visited for this long or less stay empty"),
  ]

  public func validate() throws {
    if !(binSize > 0) { throw ParameterError.invalid(name: "bin-cm", reason: "a bin has a positive side.") }
    if smoothing < 0 { throw ParameterError.invalid(name: "smooth-bins", reason: "a width is not negative.") }
    if minimumOccupancy < 0 {
      throw ParameterError.invalid(name: "min-occupancy-s", reason: "a time is not negative.")
    }
  }
}

/// Maps, occupancy and what the maps say about the cells.
public struct RateMapResult: StageResult {
  /// `[y, x]` for each cell, row 0 at the smallest y; Hz, NaN where the animal was not.
  public var maps: [Matrix<Double>]
  /// Time spent `[y, x]`, not smoothed, s.
  public var occupancy: Matrix<Double>
  public var grid: SpatialGrid
  /// `[N]`, bits per spike; NaN for a silent cell.
  public var information: [Double]
  /// `[N]`, spikes over time in the arena, Hz.
  public var meanRate: [Double]
  public var cellIDs: [String]
  /// Unit of the rates: Hz, or that of a calcium signal.
  public var unit: String

  /// Hz, in the precision in which maps are kept, so that a result that was read back has the same peaks.
  public var peakRate: [Double] {
    maps.map { map in map.elements.filter(\.isFinite).max().map { Double(Float($0)) } ?? .nan }
  }

  public var arrays: [ResultArray] {
    [
      ResultArray(
        "maps", DataArray(maps.flatMap { $0.elements.map(Float.init) }, shape: [maps.count, grid.rows, grid.columns]),
        unit: unit, meaning: "firing rate [cell, y, x], row 0 at the smallest y; NaN where not visited"),
      ResultArray("occupancy", DataArray(occupancy), unit: "s", meaning: "time spent [y, x]"),
      ResultArray("x_edges", DataArray(grid.xEdges), unit: "m", meaning: "edges of the bins along x"),
      ResultArray("y_edges", DataArray(grid.yEdges), unit: "m", meaning: "edges of the bins along y"),
      ResultArray("information", DataArray(information), unit: "bits/spike", meaning: "spatial information"),
      ResultArray("peak_rate", DataArray(peakRate), unit: unit, meaning: "largest rate of the map"),
      ResultArray("mean_rate", DataArray(meanRate), unit: unit, meaning: unit == "Hz" ? "spikes over time" : "mean over time"),
      ResultArray("cell_ids", DataArray(cellIDs), meaning: "identifier of each cell"),
    ]
  }

  public var summary: StageSummary {
    let known = information.filter(\.isFinite)
    return StageSummary(
      headline: sentence {
        "\(maps.count) maps of \(grid.columns) x \(grid.rows) bins; median spatial information "
        if known.isEmpty { "unknown" } else { formatted(median(known), digits: 3) }
        " bits per spike."
      },
      numbers: [
        .init("cells", .integer(maps.count)),
        .init("median_information_bits_per_spike", .number(known.isEmpty ? .nan : median(known))),
        .init("visited_bins", .integer(occupancy.elements.filter { $0 > 0 }.count)),
        .init("time_s", .number(rounded(occupancy.elements.reduce(0, +)))),
      ] + (unit == "Hz" ? [] : [.init("rate_unit", .string(unit))]),
      warnings: known.isEmpty && unit != "Hz"
        ? ["Spatial information is defined for spikes and deconvolved signals, not for \(unit)."]
        : known.count < information.count
          ? ["\(information.count - known.count) cells are silent and have no spatial information."] : [])
  }

  public init(
    maps: [Matrix<Double>], occupancy: Matrix<Double>, grid: SpatialGrid, information: [Double],
    meanRate: [Double], cellIDs: [String], unit: String = "Hz"
  ) {
    self.maps = maps
    self.occupancy = occupancy
    self.grid = grid
    self.information = information
    self.meanRate = meanRate
    self.cellIDs = cellIDs
    self.unit = unit
  }

  public init(from stored: StoredResult) throws {
    let grid = SpatialGrid(xEdges: try stored.doubles("x_edges"), yEdges: try stored.doubles("y_edges"))
    let size = grid.rows * grid.columns
    let values = try stored.doubles("maps")
    guard size > 0, values.count % size == 0 else {
      throw StageError.damagedResult(file: stored.file, reason: "'maps' does not fit its edges")
    }
    self.init(
      maps: (0..<values.count / size).map { cell in
        Matrix(rows: grid.rows, columns: grid.columns, elements: Array(values[cell * size..<(cell + 1) * size]))
      },
      occupancy: try stored.doubleMatrix("occupancy"), grid: grid, information: try stored.doubles("information"),
      meanRate: try stored.doubles("mean_rate"), cellIDs: try stored.strings("cell_ids"),
      unit: stored.record.summary["rate_unit"]?.string ?? "Hz")
  }
}
