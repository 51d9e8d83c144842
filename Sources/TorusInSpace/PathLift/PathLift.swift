import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import TorusGeometry

/// The path of an animal from one module, without its position.
public enum PathLift: Stage {
  public typealias Input = Results<Embedding, LatentDecoding>

  public static let description = StageDescription(
    key: "path-lift", group: .recordings, title: "Lifted path",
    summary: "the path from one module without position, its slips and its error",
    purpose: """
      Follows the two decoded angles through time over whole turns, which gives the path of the animal without its position, \
      up to an affine map. That map is fitted to other time, and the path is laid into the arena from one known place for each \
      block: how far it is from the real one, how often it slips by a vector of the lattice, and the level of chance. Without \
      a position only the lifted angles are written.
      """,
    example: "canns-analyze path-lift results --seed 1", references: [.yao2025, .gardner2022, .phipson2010], usesSeed: true)

  /// How long the real place sets the start of a piece, and how long the path has to be elsewhere for a slip, s.
  static let (start, lasting) = (1.0, 0.5)

  public static func run(
    _ input: consuming Input, parameters: PathLiftParameters, context: RunContext
  ) throws -> PathLiftResult {
    let (embedding, decoding) = input.values
    guard decoding.rows.count == decoding.coordinates.rows, decoding.rows.allSatisfy(embedding.bins.indices.contains) else {
      throw unusable("the result of decode does not belong to this result of embed.", "Run decode again first.")
    }
    guard decoding.circles == 2 else {
      throw unusable(
        "\(counted(decoding.circles, "circle")) \(decoding.circles == 1 ? "was" : "were") decoded, and a path is lifted from "
          + "two.", "Decode two circles, or look at path-compare.")
    }
    let angles = LiftedAngles(
      decoding.coordinates, confidence: decoding.confidence, times: decoding.times,
      leastConfidence: parameters.leastConfidence, smoothing: parameters.smoothing, longestGap: parameters.longestGap)
    guard angles.segmentCount > 0 else {
      throw unusable(
        "no row is decoded with a confidence of \(formatted(parameters.leastConfidence)).", "Take a lower --least-confidence.")
    }
    var dropped = [
      DroppedItems("rows", count: angles.unknownRows, reason: "an angle is unknown"),
      DroppedItems(
        "rows", count: angles.unsureRows,
        reason: "decoded with a confidence below \(formatted(parameters.leastConfidence))"),
    ]
    let used = angles.segments.count { $0 >= 0 }
    var (warnings, comparison) = ([String](), LiftedComparison?.none)
    if let x = embedding.x, let y = embedding.y {
      let actual = Matrix<Double>(
        rows: decoding.rows.count, columns: 2, elements: decoding.rows.flatMap { [x[$0], y[$0]] })
      let compared = try compare(
        angles, actual, decoding.times, binWidth: embedding.binWidth, parameters: parameters, context: context)
      comparison = compared.comparison
      dropped.append(
        DroppedItems("rows", count: compared.left, reason: "no real place is known, or their piece is shorter than 2 s"))
    } else {
      warnings.append(
        "The embedding has no place in an arena (x and y), so the path is known only up to an affine map, and untested.")
    }
    return PathLiftResult(
      times: decoding.times, lifted: angles.angles, segments: angles.segments,
      seconds: Double(used) * embedding.binWidth, doubtfulSteps: angles.doubtfulSteps, comparison: comparison,
      notes: StageNotes(dropped: dropped, warnings: warnings))
  }

  static func unusable(_ reason: String, _ remedy: String) -> StageError {
    .unusableData(stage: "path-lift", reason: reason, remedy: remedy)
  }

  // MARK: In the arena

  /// The map of the training rows.
  private static func map(
    _ angles: LiftedAngles, _ actual: Matrix<Double>, training: [Int]
  ) throws -> (map: LiftedMap, strength: [Double]) {
    let (x, y) = (training.map { actual[$0, 0] }, training.map { actual[$0, 1] })
    guard let phases = ArenaPhases(x: x, y: y) else {
      throw unusable(
        "the positions of the training time do not cover an area.", "A path is lifted where the animal went around.")
    }
    let fits = (0..<2).map { circle in phases.fit(training.map { wrapAngle(angles.angles[$0, circle]) }, x: x, y: y) }
    guard let map = LiftedMap(fits[0], fits[1]) else {
      throw unusable(
        "both circles advance in the same direction of the arena.", "Look at the phase maps: perhaps it is a ring.")
    }
    return (map, fits.map(\.strength))
  }

  private static func compare(
    _ angles: LiftedAngles, _ actual: Matrix<Double>, _ times: [Double], binWidth: Double, parameters: PathLiftParameters,
    context: RunContext
  ) throws -> (comparison: LiftedComparison, left: Int) {
    let split = TimeSplit(times, heldOut: parameters.heldOut, length: parameters.block)
    let isKnown = times.indices.map { angles.segments[$0] >= 0 && actual[$0, 0].isFinite && actual[$0, 1].isFinite }
    let (map, strength) = try map(
      angles, actual, training: times.indices.filter { isKnown[$0] && split.training[$0] })
    let pieces = LiftedPieces(angles.segments, blocks: split.block, isKnown: isKnown, times: times)
    let fit = pieces.follow(map, angles.angles, actual)
    let held = times.indices.filter { split.heldOut[$0] && fit.error[$0].isFinite }
    let shortest = Int((PathCompare.shortestRoll / binWidth).rounded(.up))
    guard times.count >= 4 * shortest, held.count >= shortest else {
      throw unusable(
        sentence {
          "\(formatted(Double(times.count) * binWidth, digits: 3)) s were decoded, "
          "\(formatted(Double(held.count) * binWidth, digits: 3)) s of them held out in pieces of 2 s and more with a known "
          "place; the level of chance needs \(Int(4 * PathCompare.shortestRoll)) s and \(Int(PathCompare.shortestRoll)) s."
        }, "Take a longer part of the recording in embed, or a longer --longest-gap-s.")
    }
    let null = try rolledErrors(
      pieces, map, angles.angles, actual, heldOut: split.heldOut, shortest: shortest, rolls: parameters.rolls,
      context: context)
    var random = RandomStream(seed: context.seed, name: "blocks of the lifted path")
    let interval = BlockMedian(held.map { fit.error[$0] }, blocks: held.map { split.block[$0] }, random: &random).interval
    let slips = (0..<angles.segmentCount).flatMap { segment in
      map.slips(
        times.indices.filter { isKnown[$0] && angles.segments[$0] == segment }, times: times, lifted: angles.angles,
        actual: actual, lasting: lasting)
    }
    let (elapsed, elapsedError) = pieces.errorByElapsedTime(fit.error, rows: held, block: parameters.block)
    let squares = held.reduce(into: (error: 0.0, way: 0.0)) { sums, row in
      sums.error += fit.error[row] * fit.error[row]
      let way = fit.way[row]
      sums.way += way * way
    }
    let right = held.count { row in
      map.nearestVector(actual[row, 0] - fit.place[row, 0], actual[row, 1] - fit.place[row, 1]) == (0, 0)
    }
    let known = isKnown.count { $0 }
    let comparison = LiftedComparison(
      place: fit.place, actual: actual, error: fit.error, heldOut: split.heldOut, elapsed: elapsed,
      elapsedError: elapsedError, slipTimes: slips.map { times[$0.row] },
      slips: Matrix(rows: slips.count, columns: 2, elements: slips.flatMap { [$0.first, $0.second] }), nullError: null,
      lattice: Matrix(
        rows: 2, columns: 2,
        elements: [map.lattice.first.x, map.lattice.first.y, map.lattice.second.x, map.lattice.second.y]),
      interval: interval[0].isFinite ? interval : nil,
      mismatch: squares.way > 0 ? (squares.error / squares.way).squareRoot() : .infinity,
      rightCell: Double(right) / Double(held.count),
      longestWithoutSlip: longestWithoutSlip(angles.segments, slips.map(\.row), isKnown: isKnown, times: times),
      seconds: Double(known) * binWidth, strength: strength)
    return (comparison, angles.segments.count { $0 >= 0 } - pieces.rows)
  }

  /// The longest time from start or slip to slip or end of a segment, s.
  private static func longestWithoutSlip(
    _ segments: [Int], _ slips: [Int], isKnown: [Bool], times: [Double]
  ) -> Double {
    let slipped = Set(slips)
    var (longest, first, segment) = (0.0, 0, -1)
    for row in segments.indices where isKnown[row] {
      if segments[row] != segment || slipped.contains(row) { (first, segment) = (row, segments[row]) }
      longest = max(longest, times[row] - times[first])
    }
    return longest
  }

  // MARK: Chance

  /// Median errors of held-out rows with the real path rolled against the lifted one; each piece starts anew from the rolled
  /// place.
  private static func rolledErrors(
    _ pieces: LiftedPieces, _ map: LiftedMap, _ lifted: Matrix<Double>, _ actual: Matrix<Double>, heldOut: [Bool],
    shortest: Int, rolls: Int, context: RunContext
  ) throws -> [Double] {
    let count = actual.rows
    context.work.report("rolls", completed: 0, of: 1)
    let errors = try concurrentMap(rolls, work: context.work) { roll -> Double in
      var random = RandomStream(seed: context.seed, name: "rolls of the lifted path", index: UInt64(roll))
      let shift = shortest + random.integer(below: max(1, count - 2 * shortest))
      let error = pieces.follow(map, lifted, actual, rolledBy: shift).error
      return median((0..<count).compactMap { heldOut[$0] && error[$0].isFinite ? error[$0] : nil })
    }
    context.work.report("rolls", completed: 1, of: 1)
    return errors
  }
}

/// The stretches of lifted rows over which a path runs on from one start.
struct LiftedPieces {
  /// Rows of each piece with a known place, ascending.
  private let pieces: [[Int]]
  /// How many rows of each set its start.
  private let starts: [Int]
  private let times: [Double]

  /// Shorter pieces are left out, s.
  private static let shortest = 2.0

  init(_ segments: [Int], blocks: [Int], isKnown: [Bool], times: [Double]) {
    var all: [[Int]] = []
    var last: (segment: Int, block: Int)?
    for row in times.indices where isKnown[row] {
      let here = (segments[row], blocks[row])
      if let last, last == here {
        all[all.count - 1].append(row)
      } else {
        all.append([row])
        last = here
      }
    }
    pieces = all.filter { times[$0[$0.count - 1]] - times[$0[0]] >= Self.shortest }
    starts = pieces.map { piece in piece.count { times[$0] - times[piece[0]] < PathLift.start } }
    self.times = times
  }

  /// Rows in pieces.
  var rows: Int { pieces.reduce(0) { $0 + $1.count } }

  /// The path in the arena: each piece is moved by the vector of the lattice that brings its first second nearest to the
  /// real places.
  ///
  /// - Parameter shift: each row has the real place of so many rows later, around the end.
  /// - Returns: place and error of each row, and the distance of the real place from where its piece began, m.
  func follow(
    _ map: LiftedMap, _ lifted: Matrix<Double>, _ actual: Matrix<Double>, rolledBy shift: Int = 0
  ) -> (place: Matrix<Double>, error: [Double], way: [Double]) {
    var place = Matrix<Double>(rows: lifted.rows, columns: 2, repeating: .nan)
    var error = [Double](repeating: .nan, count: lifted.rows)
    var way = error
    func real(_ row: Int) -> (x: Double, y: Double) {
      let source = (row + shift) % actual.rows
      return (actual[source, 0], actual[source, 1])
    }
    for (piece, start) in zip(pieces, starts) {
      var (dx, dy, x, y, known) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for row in piece.prefix(start) {
        let truth = real(row)
        guard truth.x.isFinite, truth.y.isFinite else { continue }
        let here = map.place(lifted[row, 0], lifted[row, 1])
        dx += truth.x - here.x
        dy += truth.y - here.y
        x += truth.x
        y += truth.y
        known += 1
      }
      guard known > 0 else { continue }
      let move = map.vector(map.nearestVector(dx / known, dy / known))
      for (index, row) in piece.enumerated() {
        let here = map.place(lifted[row, 0], lifted[row, 1])
        place[row, 0] = here.x + move.x
        place[row, 1] = here.y + move.y
        if index < start { continue }
        let truth = real(row)
        error[row] = hypot(place[row, 0] - truth.x, place[row, 1] - truth.y)
        way[row] = hypot(truth.x - x / known, truth.y - y / known)
      }
    }
    return (place, error, way)
  }

  /// Median errors of some rows by the time since their piece began, in thirty bins up to the length of a block.
  func errorByElapsedTime(_ error: [Double], rows: [Int], block: Double) -> (middles: [Double], medians: [Double]) {
    let bins = 30
    let width = block / Double(bins)
    let asked = Set(rows)
    var values = [[Double]](repeating: [], count: bins)
    for piece in pieces {
      for row in piece where asked.contains(row) {
        values[min(bins - 1, Int((times[row] - times[piece[0]]) / width))].append(error[row])
      }
    }
    return (
      (0..<bins).map { (Double($0) + 0.5) * width }, values.map { $0.count < 20 ? .nan : median($0) }
    )
  }
}
