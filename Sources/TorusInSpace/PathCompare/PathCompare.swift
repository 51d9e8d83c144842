import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import TorusGeometry

/// The decoded path beside the real one.
public enum PathCompare: Stage {
  public typealias Input = Results<Embedding, LatentDecoding>

  public static let description = StageDescription(
    key: "path-compare", group: .recordings, title: "Decoded and real path",
    summary: "decoded against real path, or heading, on held-out time",
    purpose: """
      Fits how the decoded angles advance across the arena, along the track or with the heading in one part of the time, reads \
      the other part with it, and says how far that is from the truth: the error with its interval, the level of chance, and \
      the drift. A periodic code has no centimetres by itself: of all places with the decoded angles the one nearest to the \
      real place is taken, so that an error never exceeds half a cell of the lattice.
      """,
    example: "canns-analyze path-compare results --seed 1", references: [.gardner2022, .phipson2010], usesSeed: true)

  /// Length of the blocks of time, and of what next to a held-out block the map is not fitted to, s.
  static let (block, guardTime) = (30.0, 1.0)
  /// Shortest roll, s.
  static let shortestRoll = 20.0

  public static func run(
    _ input: consuming Input, parameters: PathCompareParameters, context: RunContext
  ) throws -> PathCompareResult {
    let (embedding, decoding) = input.values
    guard decoding.rows.count == decoding.coordinates.rows, decoding.rows.allSatisfy(embedding.bins.indices.contains) else {
      throw StageError.unusableData(
        stage: "path-compare", reason: "the result of decode does not belong to this result of embed.",
        remedy: "Run decode again first.")
    }
    let (kind, actual) = try world(embedding, decoding)
    let angles = decoding.coordinates
    let split = TimeSplit(decoding.times, heldOut: parameters.heldOut)
    let training = split.training.indices.filter { split.training[$0] }
    let map = try reading(kind, angles.selectingRows(training), actual.selectingRows(training))
    var decoded = Matrix<Double>(rows: angles.rows, columns: actual.columns, repeating: .nan)
    var error = [Double](repeating: .nan, count: angles.rows)
    for row in 0..<angles.rows {
      let truth = Array(actual.row(row))
      let place = map.reading.read(angles.row(row), near: truth)
      for axis in place.indices { decoded[row, axis] = place[axis] }
      error[row] = map.reading.error(of: place, from: truth)
    }
    let held = split.heldOut.indices.filter { split.heldOut[$0] && error[$0].isFinite }
    let shortest = Int((shortestRoll / embedding.binWidth).rounded(.up))
    guard angles.rows >= 4 * shortest, held.count >= shortest else {
      throw StageError.unusableData(
        stage: "path-compare",
        reason: sentence {
          "\(formatted(Double(angles.rows) * embedding.binWidth, digits: 3)) s were decoded, "
          "\(formatted(Double(held.count) * embedding.binWidth, digits: 3)) s of them held out with a known "
          "\(kind == .heading ? "heading" : "place"); the level of chance needs \(Int(4 * shortestRoll)) s and "
          "\(Int(shortestRoll)) s."
        },
        remedy: "Take a longer part of the recording in embed.")
    }
    let null = try rolledErrors(
      map.reading, angles, actual, at: held, rolls: parameters.rolls, shortest: shortest, context: context)
    var random = RandomStream(seed: context.seed, name: "blocks of the path")
    let interval = BlockMedian(
      held.map { error[$0] }, blocks: held.map { split.block[$0] }, random: &random
    ).interval
    let drift = Drift(
      decoding.times, decoded, actual, isAngle: kind == .heading, window: parameters.window,
      least: 0.2 * parameters.window / embedding.binWidth)
    let unknown = error.count { !$0.isFinite }
    return PathCompareResult(
      kind: kind, times: decoding.times, decoded: decoded, actual: actual, error: error, heldOut: split.heldOut,
      nullError: null, driftTimes: drift.times, drift: drift.means, interval: interval[0].isFinite ? interval : nil,
      strength: map.strength,
      notes: StageNotes(
        dropped: [
          DroppedItems(
            "rows", count: unknown, reason: "the angles or the real \(kind == .heading ? "heading" : "place") unknown")
        ]))
  }

  // MARK: What is compared

  /// What is compared, and the truth in the decoded rows.
  private static func world(
    _ embedding: EmbeddingResult, _ decoding: DecodingResult
  ) throws -> (PathCompareResult.Kind, Matrix<Double>) {
    func rows(_ columns: [[Double]]) -> Matrix<Double> {
      Matrix(
        rows: decoding.rows.count, columns: columns.count,
        elements: decoding.rows.flatMap { row in columns.map { $0[row] } })
    }
    if let x = embedding.x {
      guard let y = embedding.y else { return (.track, rows([x])) }
      if decoding.circles == 2 { return (.arena, rows([x, y])) }
    }
    if decoding.circles == 1, let heading = embedding.headDirection { return (.heading, rows([heading])) }
    let isRing = decoding.circles == 1
    throw StageError.unusableData(
      stage: "path-compare",
      reason: sentence {
        if decoding.circles > 2 {
          "\(decoding.circles) circles were decoded, and a path is read from two."
        } else if isRing {
          "one circle was decoded, and the embedding has no head direction to compare it with."
        } else {
          "the embedding has no position."
        }
      },
      remedy: isRing
        ? "Name it in embed with --map head_direction=NAME, or decode two circles."
        : "Name the position in embed with --map x=NAME,y=NAME.")
  }

  /// How angles are read, by the rows of the training.
  private static func reading(
    _ kind: PathCompareResult.Kind, _ angles: Matrix<Double>, _ actual: Matrix<Double>
  ) throws -> (reading: AngleReading, strength: [Double]) {
    switch kind {
    case .heading:
      let fit = HeadingFit(angles.column(0), heading: actual.column(0))
      return (.heading(sign: fit.sign, offset: fit.offset), [fit.strength])
    case .track:
      let x = actual.column(0)
      let fits = (0..<angles.columns).compactMap { LineFit(angles.column($0), x: x) }
      guard fits.count == angles.columns else { throw noArea("the positions do not spread along the track.") }
      return (.track(fits), fits.map(\.strength))
    case .arena:
      let (x, y) = (actual.column(0), actual.column(1))
      guard let phases = ArenaPhases(x: x, y: y) else { throw noArea("the positions do not cover an area.") }
      let fits = (0..<2).map { phases.fit(angles.column($0), x: x, y: y) }
      guard AngleReading.displacements(fits[0], fits[1]) != nil else {
        throw StageError.unusableData(
          stage: "path-compare", reason: "both circles advance in the same direction of the arena.",
          remedy: "Look at the phase maps: perhaps it is a ring.")
      }
      return (.arena(fits[0], fits[1]), fits.map(\.strength))
    }
  }

  private static func noArea(_ reason: String) -> StageError {
    .unusableData(stage: "path-compare", reason: reason, remedy: "A path is compared where the animal went around.")
  }

  // MARK: Chance

  /// Median errors of held-out rows with the decoded angles of the whole session rolled against the truth.
  private static func rolledErrors(
    _ reading: AngleReading, _ angles: Matrix<Double>, _ actual: Matrix<Double>, at held: [Int], rolls: Int, shortest: Int,
    context: RunContext
  ) throws -> [Double] {
    let count = angles.rows
    // Every few rows are as good for a median as all.
    let rows = stride(from: 0, to: held.count, by: max(1, held.count / 20_000)).map { held[$0] }
    context.work.report("rolls", completed: 0, of: 1)
    let errors = try concurrentMap(rolls, work: context.work) { roll -> Double in
      var random = RandomStream(seed: context.seed, name: "rolls of the path", index: UInt64(roll))
      let shift = shortest + random.integer(below: max(1, count - 2 * shortest))
      let errors = rows.map { row in
        let truth = Array(actual.row(row))
        return reading.error(of: reading.read(angles.row((row + shift) % count), near: truth), from: truth)
      }
      return median(errors.filter(\.isFinite))
    }
    context.work.report("rolls", completed: 1, of: 1)
    return errors
  }
}

/// Blocks of time of which some are held out.
struct TimeSplit {
  /// Number of the block of each row.
  let block: [Int]
  let heldOut: [Bool]
  /// Rows that the map is fitted to: not held out, nor within the guard of such a row.
  let training: [Bool]

  /// - Parameter length: of a block, s.
  init(_ times: [Double], heldOut: HeldOutTime, length: Double = PathCompare.block) {
    let start = times.first ?? 0
    let blocks = times.map { Int((($0 - start) / length).rounded(.down)) }
    // Of rows, not of time: gaps do not make one half shorter.
    let middle = times.isEmpty ? 0 : times[times.count / 2]
    func isHeld(_ time: Double) -> Bool {
      heldOut == .half ? time >= middle : Int(((time - start) / length).rounded(.down)) % 2 == 1
    }
    block = blocks
    self.heldOut = times.map(isHeld)
    training = times.map { time in
      !isHeld(time) && !isHeld(time + PathCompare.guardTime)
        && (time - PathCompare.guardTime < start || !isHeld(time - PathCompare.guardTime))
    }
  }
}

/// Mean displacement of a decoded path in windows.
struct Drift {
  var times: [Double]
  var means: Matrix<Double>

  /// - Parameter least: windows with fewer known rows have NaN.
  init(
    _ times: [Double], _ decoded: Matrix<Double>, _ actual: Matrix<Double>, isAngle: Bool, window: Double, least: Double
  ) {
    let start = times.first ?? 0
    let count = max(1, Int((((times.last ?? 0) - start) / window).rounded(.up)))
    var sums = Matrix<Double>(rows: count, columns: decoded.columns, repeating: 0)
    var known = [Double](repeating: 0, count: count)
    for (row, time) in times.enumerated() where decoded[row, 0].isFinite && actual[row, 0].isFinite {
      let place = min(count - 1, Int((time - start) / window))
      known[place] += 1
      for axis in 0..<decoded.columns {
        let step = decoded[row, axis] - actual[row, axis]
        sums[place, axis] += isAngle ? angleDifference(wrapAngle(decoded[row, axis]), wrapAngle(actual[row, axis])) : step
      }
    }
    for place in 0..<count {
      for axis in 0..<decoded.columns {
        sums[place, axis] = known[place] >= max(1, least) ? sums[place, axis] / known[place] : .nan
      }
    }
    self.times = (0..<count).map { start + (Double($0) + 0.5) * window }
    means = sums
  }
}
