import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages
import TuningMaps

/// The decoded coordinates over the arena.
public enum CohoMap: Stage {
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.result("embed"), .result("decode")]
    public var embedding: EmbeddingResult
    public var decoding: DecodingResult

    public init(embedding: EmbeddingResult, decoding: DecodingResult) {
      self.embedding = embedding
      self.decoding = decoding
    }
    public init(from source: InputSource) throws {
      self.init(
        embedding: try source.result(of: Embedding.self, neededBy: "cohomap"),
        decoding: try source.result(of: Decoding.self, neededBy: "cohomap"))
    }
  }

  public static let description = StageDescription(
    name: "cohomap", title: "Phase maps", summary: "decoded coordinates over the arena, and their lattice",
    purpose: """
      Averages each decoded angle in bins of the arena. For grid cells the maps are stripes: a plane wave is fitted to each, \
      and two waves give the lattice of the module. Maps are drawn as the animal saw the arena, x to the right and y upward.
      """,
    example: "canns-analyze cohomap results", version: 1, references: [.gardner2022])

  public static func run(
    _ input: Input, parameters: CohoMapParameters, context: RunContext
  ) throws -> CohoMapResult {
    let (embedding, decoding) = (input.embedding, input.decoding)
    guard let allX = embedding.x, let allY = embedding.y else {
      throw StageError.unusableData(
        stage: "cohomap", reason: "the embedding has no position.",
        remedy: "Phase maps need a recording with x and y; name them with --map x=…,y=… in embed.")
    }
    guard decoding.rows.allSatisfy(allX.indices.contains), decoding.rows.count == decoding.coordinates.rows
    else {
      throw StageError.unusableData(
        stage: "cohomap", reason: "the result of decode does not belong to this result of embed.",
        remedy: "Run decode again first.")
    }
    let x = decoding.rows.map { allX[$0] }
    let y = decoding.rows.map { allY[$0] }
    guard let grid = grid(x, y, parameters: parameters) else {
      throw StageError.unusableData(
        stage: "cohomap", reason: "the positions do not cover an area.",
        remedy: "On a track or with a fixed animal there is no phase map.")
    }
    let indices = grid.indices(x, y)
    let maps = try concurrentMap(decoding.circles, work: context.work) { circle in
      try phaseMap(
        angles: decoding.coordinates.column(circle), indices: indices, grid: grid, sigma: parameters.smoothing,
        fillsEmptyBins: parameters.compatibility == .canns)
    }
    let waves = try concurrentMap(maps.count, work: context.work) { PlaneWave(fitting: maps[$0], grid: grid) }
    var lattice: Lattice?
    if waves.count == 2, let first = waves[0], let second = waves[1] { lattice = Lattice(first, second) }
    return CohoMapResult(
      maps: maps, grid: grid, fitError: waves.map { $0?.error ?? .nan }, lattice: lattice,
      outside: indices.count { $0 < 0 })
  }

  private static func grid(_ x: [Double], _ y: [Double], parameters: CohoMapParameters) -> SpatialGrid? {
    if parameters.compatibility == .canns { return SpatialGrid(within: x, y, bins: 100, margin: 0.0025) }
    return SpatialGrid(covering: x, y, binsAlongLongerSide: parameters.bins)
  }

  public static func figures(
    _ result: CohoMapResult, parameters: CohoMapParameters, config: PlotConfig
  ) -> [NamedFigure] {
    [
      NamedFigure(
        "phase-maps",
        phaseMapsFigure(
          maps: result.maps, xRange: result.grid.xRange, yRange: result.grid.yRange, config: config),
        caption:
          "Mean decoded angle in each bin of the arena, one map for each circle. Grid cells give stripes; grey was not visited."
      )
    ]
  }

  public static func checks(_ result: CohoMapResult, parameters: CohoMapParameters) -> [QualityCheck] {
    result.fitError.enumerated().map { circle, error in
      QualityCheck(
        "Circle \(circle + 1) explains space", error < 0.25 ? .pass : error < 0.6 ? .warn : .fail,
        found: "error of the plane wave \(formatted(error, digits: 2))",
        threshold: "pass below 0.25, fail from 0.6 (1 is chance)")
    }
  }

  public static func methods(_ parameters: CohoMapParameters, result: CohoMapResult) -> String {
    sentence {
      "Decoded angles were averaged (circular mean) in \(result.grid.columns) x \(result.grid.rows) bins of the arena "
      "and smoothed with a Gaussian of \(formatted(parameters.smoothing)) bins; "
      "a plane wave was fitted to each map [@gardner2022]."
    }
  }
}

/// Parameters of the phase maps.
public struct CohoMapParameters: ParameterTable {
  /// Bins along the longer side of the arena.
  public var bins = 50
  /// Standard deviation of the Gaussian over sine and cosine, bins.
  public var smoothing = 1.0
  public var compatibility = Compatibility.none

  public init() {}

  public static let parameters: [Parameter<CohoMapParameters>] = [
    Parameter("bins", \.bins, unit: "bins", help: "square bins along the longer side of the arena"),
    Parameter(
      "smooth-bins", \.smoothing, unit: "bins", help: "standard deviation of the Gaussian over sine and cosine",
      source: "Gardner et al. 2022"),
    Parameter(
      "compat", \.compatibility, help: "canns repeats that program's 100 x 100 bins, margins and filling of empty bins"),
  ]

  public func validate() throws {
    if !(2...1000).contains(bins) {
      throw ParameterError.invalid(name: "bins", reason: "\(bins) is not between 2 and 1000.")
    }
    if !(smoothing >= 0) {
      throw ParameterError.invalid(name: "smooth-bins", reason: "a width is not negative.")
    }
  }
}

/// Phase maps with the waves and the lattice that fit them.
public struct CohoMapResult: StageResult {
  /// `[y, x]` for each circle, rad in [0, 2π), NaN where there is none.
  public var maps: [Matrix<Double>]
  public var grid: SpatialGrid
  /// Error of the plane wave of each circle: mean squared difference of the cosines; NaN for a map of fewer than ten bins.
  public var fitError: [Double]
  /// `nil` unless there are two circles with waves in different directions.
  public var lattice: Lattice?
  /// Bins of the recording outside the map.
  public var outside: Int

  public var arrays: [ResultArray] {
    var arrays = [
      ResultArray(
        "phase_maps", DataArray(maps.flatMap(\.elements), shape: [maps.count, grid.rows, grid.columns]), unit: "rad",
        meaning: "mean angle [circle, y, x], row 0 at the smallest y; NaN where not visited"),
      ResultArray("x_edges", DataArray(grid.xEdges), unit: "m", meaning: "edges of the bins along x"),
      ResultArray("y_edges", DataArray(grid.yEdges), unit: "m", meaning: "edges of the bins along y"),
      ResultArray(
        "fit_error", DataArray(fitError), meaning: "mean squared difference of the cosines of map and plane wave"),
    ]
    if let lattice {
      let (first, second) = (lattice.first, lattice.second)
      arrays += [
        ResultArray(
          "lattice_vectors", DataArray([first.x, first.y, second.x, second.y], shape: [2, 2]), unit: "m",
          meaning: "displacements after which both angles repeat, as rows x, y"),
        ResultArray(
          "lattice_angle_deg", DataArray([lattice.angle], shape: []), unit: "deg", meaning: "angle between them"),
        ResultArray("lattice_lengths", DataArray(lattice.lengths), unit: "m", meaning: "their lengths"),
      ]
    }
    return arrays
  }

  public var summary: StageSummary {
    let headline = sentence {
      "\(counted(maps.count, "phase map")), error of the plane wave "
      fitError.map { formatted($0, digits: 2) }.joined(separator: " and ")
      if let lattice {
        "; lattice of \(lattice.lengths.map { formatted($0 * 100, digits: 3) }.joined(separator: " and ")) cm "
        "at \(formatted(lattice.angle, digits: 3)) degrees"
      }
      "."
    }
    return StageSummary(
      headline: headline,
      numbers: [
        .init("circles", .integer(maps.count)), .init("fit_error", JSONValue(fitError)),
        .init("lattice_angle_deg", JSONValue(lattice?.angle)),
        .init("lattice_lengths_m", JSONValue(lattice?.lengths ?? [])),
      ],
      dropped: outside > 0 ? [DroppedItems("bins", count: outside, reason: "outside the map")] : [])
  }

  public init(maps: [Matrix<Double>], grid: SpatialGrid, fitError: [Double], lattice: Lattice?, outside: Int) {
    self.maps = maps
    self.grid = grid
    self.fitError = fitError
    self.lattice = lattice
    self.outside = outside
  }

  public init(from stored: StoredResult) throws {
    let grid = SpatialGrid(xEdges: try stored.doubles("x_edges"), yEdges: try stored.doubles("y_edges"))
    let size = grid.rows * grid.columns
    let values = try stored.doubles("phase_maps")
    guard size > 0, values.count % size == 0 else {
      throw StageError.damagedResult(file: stored.file, reason: "'phase_maps' does not fit its edges")
    }
    let vectors = stored.optionalArray("lattice_vectors")?.doubles
    self.init(
      maps: (0..<values.count / size).map { circle in
        Matrix(
          rows: grid.rows, columns: grid.columns, elements: Array(values[circle * size..<(circle + 1) * size]))
      },
      grid: grid, fitError: try stored.doubles("fit_error"),
      lattice: vectors.flatMap { $0.count == 4 ? Lattice(vectors: $0) : nil },
      outside: stored.record.dropped.first?.count ?? 0)
  }
}
