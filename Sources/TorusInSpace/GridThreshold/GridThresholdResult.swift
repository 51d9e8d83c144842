import ArrayNumerics
import Foundation
import ManifoldAnalysis
import Schema
import Stages

/// The torus in parts of the cells, by their grid scores, and the threshold that follows.
public struct GridThresholdResult: StageResult {
  /// What one part of the cells shows.
  public enum Shape: String, RecordWord {
    case none, structure, ring, torus, untested
    /// The chain found nothing to work on.
    case failed
  }

  /// Cells of each part, ascending, `[K]`: those with the highest scores.
  public var counts: [Int]
  /// Lifetimes of the three longest loops of each part, `[K, 3]`; 0 where there is none, NaN where the chain failed.
  public var loops: Matrix<Double>
  /// Of the two longest voids, `[K, 2]`.
  public var voids: Matrix<Double>
  /// Second over third loop of each part in each choice of landmarks, from 1 to 1,000, `[K, choices]`; NaN where the chain
  /// failed.
  public var choiceGaps: Matrix<Double>
  /// Longest loop of each part in each shifted recording, `[S, K]`; `nil` without, NaN where the chain failed.
  public var nullLoops: Matrix<Double>?
  /// The same of the voids.
  public var nullVoids: Matrix<Double>?
  /// Second over third loop of each part in each shifted recording, geometric mean over the choices, `[S, K]`.
  public var nullGaps: Matrix<Double>?
  /// Grid score of each cell, `[N]`.
  public var scores: [Double]
  /// Place of each cell by its score, from 0, `[N]`; -1 for those without a score or left out.
  public var ranks: [Int]
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// The largest p that counts.
  public var significance: Double
  public var notes: StageNotes

  public static let fields = Field<GridThresholdResult>.table {
    Field.array("cell_counts", \.counts, axes: ["part"], "cells of each part: those with the highest scores")
    Field.array("thresholds", \.thresholds, axes: ["part"], "the lowest grid score in each part")
    Field.array(
      "loops", \.loops, axes: ["part", "3"],
      "lifetimes of the three longest loops; 0 where there is none, NaN where the chain found nothing to work on")
    Field.array("voids", \.voids, axes: ["part", "2"], "lifetimes of the two longest voids")
    Field.array(
      "choice_gap", \.choiceGaps, axes: ["part", "choice"],
      "second over third loop in each choice of landmarks, from 1 (no second) to 1000")
    Field.array("gap", \.gaps, axes: ["part"], "their geometric mean")
    Field.array("gap_error", \.gapErrors, axes: ["part"], "standard error of its logarithm over the choices; 0 for one choice")
    Field.array("shape", \.shapeWords, axes: ["part"], "what the bars of each part show")
    Field.array("loop_p", \.loopP, axes: ["part"], "p of the second loop among the longest of shifted recordings")
    Field.array("void_p", \.voidP, axes: ["part"], "p of the longest void among those of shifted recordings")
    Field.array(
      "null_loop", \.nullLoops, axes: ["shuffle", "part"],
      "longest loop in each shifted recording; NaN where the chain failed, which counts as longer than any")
    Field.array("null_void", \.nullVoids, axes: ["shuffle", "part"], "longest void in each shifted recording")
    Field.array("null_gap", \.nullGaps, axes: ["shuffle", "part"], "second over third loop in each shifted recording")
    Field.array("score", \.scores, axes: ["cell"], "grid score of each cell, from gridscore")
    Field.array(
      "rank", \.ranks, axes: ["cell"], "place by the score, from 0; -1 for cells without one and those that repeat another")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("cells", \.cellIDs.count, "cells")
    Field.number("ranked", \.ranked, "cells with a score that repeat no other")
    Field.number(
      "threshold", \.threshold, "highest grid score from which on more cells make the torus no clearer; none without a torus")
    Field.number("cells_above", \.cellsAbove, "cells from that score on")
    Field.number("gap_above", \.gapAbove, "second over third loop of these cells")
    Field.number("clearest_cells", \.clearestCells, "cells of the part with the largest gap, of those with a torus if any has")
    Field.number("clearest_gap", \.clearestGap, "second over third loop there")
    Field.number("p", \.p, "of that gap, among the largest over all parts of each shifted recording")
    Field.number("lowest_threshold", \.lowestThreshold, "the lowest score of a part whose bars make a torus")
    Field.number("parts_with_torus", \.toriCount, "parts whose bars make a torus")
    Field.number("significance", \.significance, "largest p that counts")
  }

  public init(from stored: StoredResult<GridThresholdResult>) throws {
    counts = try stored[\.counts]
    loops = try stored[\.loops]
    voids = try stored[\.voids]
    choiceGaps = try stored[\.choiceGaps]
    nullLoops = try stored[\.nullLoops]
    nullVoids = try stored[\.nullVoids]
    nullGaps = try stored[\.nullGaps]
    scores = try stored[\.scores]
    ranks = try stored[\.ranks]
    cellIDs = try stored[\.cellIDs]
    significance = try stored.number(\.significance)
    notes = stored.notes
    let (parts, cells) = (counts.count, cellIDs.count)
    guard parts > 0, loops.rows == parts, loops.columns == 3, voids.rows == parts, voids.columns == 2,
      choiceGaps.rows == parts, choiceGaps.columns > 0,
      scores.count == cells, ranks.count == cells, Set(ranks.filter { $0 >= 0 }) == Set(0..<ranks.count { $0 >= 0 }),
      counts.allSatisfy({ $0 > 0 && $0 <= ranks.count { $0 >= 0 } }),
      [nullLoops, nullVoids, nullGaps].allSatisfy({ $0.map { $0.columns == parts && $0.rows == nullLoops?.rows } ?? true })
    else { throw FieldError.unfit("the parts and the cells do not go together") }
  }

  /// - Parameters:
  ///   - found: of each draw and part; the first draw is the recording.
  ///   - ranked: columns of the cells by falling score.
  init(
    _ found: [[BarsOfRun]], counts: [Int], ranked: [Int], scores: [Double], cellIDs: [String], significance: Double,
    dropped: StageNotes
  ) {
    func lengths(_ run: BarsOfRun, _ count: Int, _ bars: (BarsOfParts.Bars) -> [Double]) -> [Double] {
      guard case .bars(let found) = run else { return [Double](repeating: .nan, count: count) }
      return Array((bars(found) + [Double](repeating: 0, count: count)).prefix(count))
    }
    func table(_ runs: [BarsOfRun], _ count: Int, _ bars: (BarsOfParts.Bars) -> [Double]) -> Matrix<Double> {
      Matrix(rows: runs.count, columns: count, elements: runs.flatMap { lengths($0, count, bars) })
    }
    self.counts = counts
    loops = table(found[0], 3) { $0.loops }
    voids = table(found[0], 2) { $0.voids }
    let draws = Array(found.dropFirst())
    func null(_ value: (BarsOfRun) -> Double) -> Matrix<Double>? {
      draws.isEmpty ? nil : Matrix(rows: draws.count, columns: counts.count, elements: draws.flatMap { $0.map(value) })
    }
    nullLoops = null { lengths($0, 1) { $0.loops }[0] }
    nullVoids = null { lengths($0, 1) { $0.voids }[0] }
    let choices = found.joined().map { run -> Int in if case .bars(let bars) = run { bars.gaps.count } else { 1 } }.max() ?? 1
    choiceGaps = table(found[0], choices) { $0.gaps }
    nullGaps = null { Self.geometricMean(lengths($0, choices) { $0.gaps }) }
    self.scores = scores
    var ranks = [Int](repeating: -1, count: scores.count)
    for (rank, cell) in ranked.enumerated() { ranks[cell] = rank }
    self.ranks = ranks
    (self.cellIDs, self.significance) = (cellIDs, significance)
    let failures = found.joined().compactMap { run -> String? in if case .failed(let reason) = run { reason } else { nil } }
    notes = StageNotes(
      dropped: [
        DroppedItems("cells", count: scores.count { !$0.isFinite }, reason: "without a grid score")
      ] + dropped.dropped + [
        DroppedItems("runs", count: failures.count, reason: "the chain could not be computed on them")
      ], warnings: dropped.warnings + (failures.first.map { ["A run failed, the first so: \($0)"] } ?? []))
  }
}

extension GridThresholdResult {
  private static func geometricMean(_ values: [Double]) -> Double { exp(mean(values.map { log($0) })) }

  /// Shifted recordings.
  public var draws: Int { nullLoops?.rows ?? 0 }
  /// Cells with a score that repeat no other.
  public var ranked: Int { ranks.count { $0 >= 0 } }
  /// Second over third loop of each part, geometric mean over the choices of landmarks.
  public var gaps: [Double] { counts.indices.map { Self.geometricMean(Array(choiceGaps.row($0))) } }
  /// Standard error of its logarithm; 0 for one choice, of which nobody knows.
  public var gapErrors: [Double] {
    counts.indices.map { part in
      let logs = choiceGaps.row(part).map { log($0) }
      guard logs.count > 1 else { return 0 }
      let middle = mean(logs)
      let squares = logs.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
      return (squares / Double(logs.count - 1) / Double(logs.count)).squareRoot()
    }
  }

  /// The lowest score in each part.
  public var thresholds: [Double] {
    var byRank = [Double](repeating: .nan, count: ranked)
    for (cell, rank) in ranks.enumerated() where rank >= 0 { byRank[rank] = scores[cell] }
    return counts.map { byRank[$0 - 1] }
  }

  /// A run that failed counts as longer than any bar.
  private func drawn(_ null: Matrix<Double>?, _ part: Int) -> [Double] {
    (null?.column(part) ?? []).map { $0.isNaN ? .infinity : $0 }
  }

  private func p(_ value: Double, _ null: [Double]) -> Double {
    value.isNaN ? .nan : Double(1 + null.count { $0 >= value }) / Double(1 + null.count)
  }

  /// p of the second loop of each part; `nil` without shifted recordings.
  public var loopP: [Double]? { nullLoops.map { null in counts.indices.map { p(loops[$0, 1], drawn(null, $0)) } } }
  /// p of the longest void of each part.
  public var voidP: [Double]? { nullVoids.map { null in counts.indices.map { p(voids[$0, 0], drawn(null, $0)) } } }

  /// What the bars of each part show, by the rule of the verdict.
  public var shapes: [Shape] {
    let gaps = gaps
    return counts.indices.map { part in
      guard !loops[part, 0].isNaN else { return .failed }
      let null = [[], drawn(nullLoops, part), drawn(nullVoids, part)]
      let decision = VerdictDecision(
        lifetimes: [[], (0..<3).map { loops[part, $0] }, (0..<2).map { voids[part, $0] }],
        gaps: [loops[part, 1] > 0 ? loops[part, 0] / loops[part, 1] : .infinity, gaps[part]], null: draws > 0 ? null : [],
        significance: significance)
      return Shape(rawValue: decision.byBars.rawValue) ?? .none
    }
  }
  fileprivate var shapeWords: [String] { shapes.map(\.rawValue) }

  /// Parts whose bars make a torus, or all where none does; without those on which the chain failed.
  private var candidates: [Int] {
    let (shapes, gaps) = (shapes, gaps)
    let tori = counts.indices.filter { shapes[$0] == .torus }
    return tori.isEmpty ? counts.indices.filter { !gaps[$0].isNaN } : tori
  }

  /// The part whose second loop stands out most of those with a torus, or of all where none has one; the smaller of equals.
  /// `nil` where the chain failed on all.
  public var clearest: Int? {
    let gaps = gaps
    return candidates.max { (gaps[$0], -counts[$0]) < (gaps[$1], -counts[$1]) }
  }

  /// The smallest of these parts whose gap is that of the clearest within one standard error of their difference.
  public var best: Int? {
    guard let clearest else { return nil }
    let (gaps, errors) = (gaps, gapErrors)
    return candidates.first { part in
      let error = (errors[part] * errors[part] + errors[clearest] * errors[clearest]).squareRoot()
      return part == clearest || log(gaps[part]) >= log(gaps[clearest]) - error
    }
  }

  /// Largest gap over all parts of each shifted recording.
  var largestNullGaps: [Double] {
    guard let nullGaps else { return [] }
    return (0..<nullGaps.rows).map { draw in nullGaps.row(draw).map { $0.isNaN ? .infinity : $0 }.max() ?? .infinity }
  }

  /// Of the largest gap, among the largest of each shifted recording; `nil` without these.
  public var p: Double? {
    guard draws > 0, let clearest else { return nil }
    return p(gaps[clearest], largestNullGaps)
  }

  /// Whether the clearest part is a torus as shifted recordings show none in any part.
  public var isFound: Bool {
    guard let clearest, let p else { return false }
    return shapes[clearest] == .torus && p <= significance
  }

  /// The highest score from which on more cells make the torus no clearer; `nil` without a torus.
  public var threshold: Double? { isFound ? best.map { thresholds[$0] } : nil }
  /// Cells from that score on.
  public var cellsAbove: Int? { isFound ? best.map { counts[$0] } : nil }
  var gapAbove: Double? { isFound ? best.map { gaps[$0] } : nil }
  var clearestCells: Int? { clearest.map { counts[$0] } }
  var clearestGap: Double? { clearest.map { gaps[$0] } }
  var toriCount: Int { shapes.count { $0 == .torus } }
  var lowestThreshold: Double? { shapes.lastIndex(of: .torus).map { thresholds[$0] } }
}
