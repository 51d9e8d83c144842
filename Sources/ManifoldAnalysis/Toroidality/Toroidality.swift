import ArrayNumerics
import DimensionReduction
import Foundation
import PopulationActivity
import Schema
import Stages
import Topology

/// How toroidal the population activity is, and up to which jitter of the spikes.
public enum Toroidality: Stage {
  public typealias Input = HomologyInput

  public static let description = StageDescription(
    key: "toroidality", group: .recordings, title: "How toroidal?",
    summary: "degree of toroidality, and its fall with the jitter of spikes",
    purpose: """
      Says by one number for loops and one for the void how near the barcode is to that of a torus, and how fast that is lost \
      when every spike is moved at random by 10 ms to 1 s. The jitter at which half of it is lost is the time scale of the \
      coordination that the torus hangs on: about that of theta and eta rhythms in recordings of grid cells. Independent cells \
      with grid maps and a common rhythm show the same, so a torus alone is no proof of an attractor.
      """,
    example: "canns-analyze toroidality results --seed 1",
    references: [.diSarra2025, .gardner2022, .mcInnes2018, .bauer2021, .phipson2010, .anscombe1948], usesSeed: true)

  public static func input(from source: InputSource, parameters: ToroidalityParameters) throws -> HomologyInput {
    try HomologyInput(from: source, cellsFrom: parameters.chain.cellsFrom, for: description.command)
  }

  /// The result that names the group of cells.
  public static func namedResults(_ parameters: ToroidalityParameters) -> [String] {
    Homology.namedResults(parameters.chain)
  }

  public static func run(
    _ input: consuming Input, parameters: ToroidalityParameters, context: RunContext
  ) throws -> ToroidalityResult {
    let chosen = input.cells
    let embedding = (consume input).embedding
    guard embedding.kind == .spikes else {
      throw unusable(
        "spikes are jittered, and the embedding is of calcium signals (\(embedding.kind.rawValue)).",
        "Look at the barcode of tda: its diagrams are written with it.")
    }
    let chain = parameters.chain
    guard chain.cloud.stride <= embedding.rates.rows else {
      throw unusable(
        "--stride \(chain.cloud.stride) leaves one of \(embedding.rates.rows) bins.", "Take a smaller --stride.")
    }
    var forecast = chain
    forecast.shuffles = 1 + parameters.shuffles + parameters.jitters.count * parameters.repeats
    try context.reserve(
      Homology.memoryForecast(embedding, parameters: forecast, threads: context.work.threads, isScratch: context.scratch != nil)
        + embedding.sparseCountsForecast,
      for: "The degree of toroidality",
      remedy: "Take fewer landmarks (--landmarks), neighbours (--neighbors), active bins (--active) or --threads.")
    let (cells, left) = try Homology.cellsToUse(embedding, chosen, chain, context.work)
    let (strided, prepared) = try Homology.usedRates(
      embedding, cells, stride: chain.cloud.stride, isPrepared: parameters.shuffles > 0, scratch: context.scratch,
      transform: { $0 })
    let trains = try JitteredTrains(embedding, cells: cells, stride: chain.cloud.stride)
    let own = try bars(consume strided, draw: 0, chain, seed: context.seed, context.work)
    let made = try recordings(trains, prepared, parameters: parameters, context: context)
    let jitters = [0] + parameters.jitters.map { $0 * 1e-3 }
    let columns = parameters.repeats
    func curve(_ dimension: Int) -> Matrix<Double> {
      var curve = Matrix<Double>(rows: jitters.count, columns: columns, repeating: .nan)
      for column in 0..<columns {
        curve[0, column] = made[0].gamma?[dimension] ?? .nan
        for jitter in 1..<jitters.count {
          curve[jitter, column] = made[1 + (jitter - 1) * columns + column].gamma?[dimension] ?? .nan
        }
      }
      return curve
    }
    let curves = [curve(0), curve(1)]
    let shuffled = made.suffix(parameters.shuffles)
    let failed = made.filter { $0.gamma == nil }
    var warnings = left.warnings
    if let reason = failed.first?.failure {
      warnings.append("\(counted(failed.count, "recording")) with jitter or shifts could not be analysed. The first: \(reason)")
    }
    if let without = made[0].gamma, zip(without, own.gamma).contains(where: { abs($0 - $1) > 0.1 }) {
      warnings.append(
        "Without jitter the curve begins at \(listedNumbers(without)), the recording is at \(listedNumbers(own.gamma)): spikes "
          + "in bins that embed left out smooth into the recording and not into the curve.")
    }
    var random = RandomStream(seed: context.seed, name: "repeats of the jitter")
    let falls = curves.map { ToroidalityFall(jitters, $0, random: &random) }
    return ToroidalityResult(
      gamma: own.gamma, jitters: jitters, gamma1: curves[0], gamma2: curves[1],
      chance1: shuffled.compactMap { $0.gamma?[0] }, chance2: shuffled.compactMap { $0.gamma?[1] }, fall1: falls[0],
      fall2: falls[1], cells: cells.count, explainedVariance: own.explainedVariance,
      notes: StageNotes(
        dropped: left.dropped + [
          DroppedItems(
            "recordings with jitter or shifts", count: failed.count, reason: "the chain could not be computed on them")
        ], warnings: warnings))
  }

  private static func unusable(_ reason: String, _ remedy: String) -> StageError {
    .unusableData(stage: "toroidality", reason: reason, remedy: remedy)
  }

  static func listedNumbers(_ gamma: [Double]) -> String {
    gamma.map { formatted($0, digits: 2) }.joined(separator: " and ")
  }

  // MARK: Recordings

  /// What came of one recording.
  private struct Made {
    var gamma: [Double]?
    var failure: String?
  }

  /// The recording without jitter by the path of those with it, then each jitter `repeats` times, then shifted ones.
  private static func recordings(
    _ trains: JitteredTrains, _ prepared: PreparedRates?, parameters: ToroidalityParameters, context: RunContext
  ) throws -> [Made] {
    let jittered = parameters.jitters.count * parameters.repeats
    let count = 1 + jittered + parameters.shuffles
    let chain = parameters.chain
    let progress = CountedProgress("recordings", of: count, context.work)
    return try concurrentMap(count, work: context.work) { number -> Made in
      defer { progress.step() }
      let work = context.work.serial
      do {
        let strided: Matrix<Float>
        if let prepared, number > jittered {
          var random = RandomStream(seed: context.seed, name: "shifted cells", index: UInt64(number - jittered - 1))
          let shifts = (0..<prepared.cells).map { _ in random.integer(below: prepared.bins) }
          strided = try prepared.shifted(by: shifts)
        } else {
          let jitter = number == 0 ? 0 : parameters.jitters[(number - 1) / parameters.repeats] * 1e-3
          var random = RandomStream(seed: context.seed, name: "jitter", index: UInt64(number))
          strided = try trains.rates(jitter: jitter, random: &random, work: work)
        }
        return Made(gamma: try bars(strided, draw: number, chain, seed: context.seed, work).gamma)
      } catch let error as DimensionReductionError {
        return Made(failure: "\(error)")
      } catch let error as TopologyError {
        return Made(failure: "\(error)")
      }
    }
  }

  /// Degrees of toroidality of strided rates, by the chain of the topological analysis.
  private static func bars(
    _ strided: consuming Matrix<Float>, draw: Int, _ chain: HomologyParameters, seed: UInt64, _ work: Work
  ) throws -> (gamma: [Double], explainedVariance: Double) {
    let cloud = try landmarkCloud(
      strided: chain.transform(strided), chain.landmarkParameters(seed: seed, draw: draw, choice: 0), work)
    let persistence = try persistentCohomology(
      of: cloud.distances, parameters: chain.cohomology(cocycles: false), work: work)
    let gamma = try [1, 2].map {
      try degreeOfToroidality(persistence.diagrams[$0], dimension: $0, limit: persistence.threshold)
    }
    return (gamma, cloud.explainedVarianceRatio.reduce(0, +))
  }
}

/// The spikes of an embedding, ready to be moved.
struct JitteredTrains {
  /// Rows of the spikes of each cell, ascending, a row as often as it has spikes.
  private let spikes: [[Int32]]
  /// First row of the stretch without a gap that each row is in, and the row after its last.
  private let (first, end): ([Int32], [Int32])
  private let bins: [Int]
  private let gridBins: Int
  private let weights: [Double]
  private let (sigma, binWidth): (Double, Double)
  private let stride: Int

  init(_ embedding: EmbeddingResult, cells: [Int], stride: Int) throws {
    let counts = try embedding.sparseCounts()
    spikes = cells.map { cell in
      var rows: [Int32] = []
      counts.forEachEvent(of: cell) { row, count in
        for _ in 0..<count { rows.append(Int32(row)) }
      }
      return rows
    }
    let bins = embedding.bins
    var (first, end) = ([Int32](repeating: 0, count: bins.count), [Int32](repeating: 0, count: bins.count))
    var start = 0
    for row in bins.indices where row + 1 == bins.count || bins[row + 1] != bins[row] + 1 {
      for inside in start...row { (first[inside], end[inside]) = (Int32(start), Int32(row + 1)) }
      start = row + 1
    }
    (self.first, self.end, self.bins) = (first, end, bins)
    gridBins = embedding.fullBinCount
    binWidth = embedding.binWidth
    sigma = embedding.sigma / embedding.binWidth
    self.stride = stride
    var isKept = [Bool](repeating: false, count: gridBins)
    for bin in bins { isKept[bin] = true }
    weights = try keptWeights(isKept, sigma: sigma)
  }

  /// Rates of every `stride`-th row after every spike was moved by a normal number, within the stretch that it is in.
  ///
  /// - Parameter jitter: s; 0 leaves every spike in its bin.
  func rates(jitter: Double, random: inout RandomStream, work: Work) throws -> Matrix<Float> {
    var counts = SparseCounts(rows: gridBins)
    for train in spikes {
      counts.appendCell(
        bins: train.map { row in
          guard jitter > 0 else { return Int32(bins[Int(row)]) }
          let (low, high) = (Double(first[Int(row)]), Double(end[Int(row)]))
          let place = Double(row) + random.uniform() + random.normal() * jitter / binWidth
          return Int32(bins[Int(Self.reflected(place, low, high))])
        })
    }
    let kept = Swift.stride(from: 0, to: bins.count, by: stride).map { bins[$0] }
    return try gaussianFilterOfCounts(
      counts: counts, at: kept, sigma: sigma, scale: 1 / binWidth, weights: weights, work: work)
  }

  /// A place that went beyond a stretch, thrown back from its ends.
  static func reflected(_ place: Double, _ low: Double, _ high: Double) -> Double {
    let length = high - low
    var rest = (place - low).truncatingRemainder(dividingBy: 2 * length)
    if rest < 0 { rest += 2 * length }
    if rest >= length { rest = 2 * length - rest }
    return min(low + rest, high.nextDown)
  }
}
