import ArrayNumerics
import DimensionReduction
import Schema
import Stages
import Synchronization
import Topology

/// The longest bars of surrogate recordings.
public struct NullDistribution: Sendable, Equatable {
  /// The draws that succeeded, ascending.
  public var draws: [Int]
  /// For each dimension the longest lifetime of each of them, -ln w, a bar that never dies up to the largest finite distance.
  public var lifetimes: [[Double]]
  /// Draws in which the chain found nothing to work on.
  public var failures: Int
  /// The part of the draws that was asked for, when it was not all of them.
  public var part: DrawRange?

  public init(draws: [Int], lifetimes: [[Double]], failures: Int = 0, part: DrawRange? = nil) {
    self.draws = draws
    self.lifetimes = lifetimes
    self.failures = failures
    self.part = part
  }

  /// Of no draws: the verdict is then `untested`.
  public static let none = NullDistribution(draws: [], lifetimes: [])
}

extension NullDistribution: FieldTable {
  public static let fields = Field<NullDistribution>.table {
    for dimension in 0...3 {
      Field.array(
        "null_h\(dimension)", \.[lifetimes: dimension], axes: ["draw"], "longest finite lifetime of each draw of the null")
    }
    Field.array("null_draws", \.knownDraws, axes: ["draw"], "number of each draw of the null, from 0")
  }

  fileprivate subscript(lifetimes dimension: Int) -> [Double]? {
    dimension < lifetimes.count && !lifetimes[dimension].isEmpty ? lifetimes[dimension] : nil
  }
  fileprivate var knownDraws: [Int]? { draws.isEmpty ? nil : draws }

  /// Reads a null back.
  init(
    _ fields: FieldReader<NullDistribution>, dimensions: Int, failures: Int, part: DrawRange?
  ) throws {
    let draws = try fields[\.knownDraws]
    self.init(
      draws: draws ?? [], lifetimes: draws == nil ? [] : try (0..<dimensions).map { try fields[\.[lifetimes: $0]] ?? [] },
      failures: failures, part: part)
  }
}

/// What came of one draw.
private enum Draw {
  case lifetimes([Double])
  case failed(String)

  var json: JSONValue {
    switch self {
    case .lifetimes(let values): JSONValue(values)
    case .failed(let reason): .record(["failed": .string(reason)])
    }
  }

  init?(_ json: JSONValue, dimensions: Int) {
    if let reason = json["failed"]?.string {
      self = .failed(reason)
    } else if let values = json.array?.map(\.double), values.count == dimensions,
      values.allSatisfy({ $0.map { $0 >= 0 && $0 < .infinity } ?? false })
    {
      self = .lifetimes(values.compactMap { $0 })
    } else {
      return nil
    }
  }
}

extension NullDistribution {
  /// Makes the draws that were asked for and are not finished yet.
  ///
  /// A draw takes a surrogate recording through the chain of the data. Draws are independent of each other and of the number
  /// of threads, so the first hundred of a thousand are the hundred of a run with a hundred, and parts that were made
  /// elsewhere fit together.
  ///
  /// - Throws: `StageError.unusableData` when more than `maxFailures` of the draws fail; `CancellationError`.
  /// - Parameter firstPiece: the number of the piece of the first draw in the checkpoint.
  static func make(
    _ source: SurrogateSource, firstPiece: Int = 0, parameters: HomologyParameters, context: RunContext
  ) throws -> NullDistribution {
    let range = parameters.draws
    if range.isEmpty { return .none }
    let dimensions = parameters.cohomology.maxDimension + 1
    var finished: [Int: Draw] = [:]
    for (piece, value) in try context.checkpoint.finished() where range.contains(piece - firstPiece) {
      finished[piece - firstPiece] = Draw(value, dimensions: dimensions)
    }
    let known = finished
    let missing = range.filter { known[$0] == nil }
    let work = context.work.sharingMemory
    let counts = Mutex((done: range.count - missing.count, failed: 0))
    work.report("shuffles", completed: range.count - missing.count, of: range.count)
    let made = try concurrentMap(missing.count, work: work) { place -> Draw in
      let number = missing[place]
      let draw = try makeDraw(number, source, parameters: parameters, seed: context.seed, work: work.serial)
      try context.checkpoint.save(firstPiece + number, draw.json)
      let (done, failed) = counts.withLock { counts in
        counts.done += 1
        if case .failed = draw { counts.failed += 1 }
        return counts
      }
      if case .failed(let reason) = draw { try check(failed, of: range.count, reason, parameters) }
      work.report("shuffles", completed: done, of: range.count)
      return draw
    }
    let all = known.merging(zip(missing, made)) { kept, _ in kept }
    var result = NullDistribution(
      draws: [], lifetimes: [[Double]](repeating: [], count: dimensions), part: parameters.shuffleRange)
    var reason = ""
    for number in range {
      switch all[number] {
      case .lifetimes(let values):
        result.draws.append(number)
        for dimension in 0..<dimensions { result.lifetimes[dimension].append(values[dimension]) }
      case .failed(let text):
        result.failures += 1
        reason = text
      case nil: break
      }
    }
    if result.failures > 0 { try check(result.failures, of: range.count, reason, parameters) }
    return result
  }

  private static func check(
    _ failed: Int, of count: Int, _ reason: String, _ parameters: HomologyParameters
  ) throws {
    if Double(failed) > parameters.maxFailures * Double(count) {
      throw StageError.unusableData(
        stage: "tda",
        reason:
          "\(failed) of \(count) draws of the null distribution failed, more than "
          + "--max-failures \(formatted(parameters.maxFailures)) allows. The last: \(reason)",
        remedy: "A null that loses draws is not the null of the data. Take fewer neighbours or landmarks, or more bins.")
    }
  }

  private static func makeDraw(
    _ number: Int, _ source: SurrogateSource, parameters: HomologyParameters, seed: UInt64, work: Work
  ) throws -> Draw {
    do {
      let choices = try LandmarkChoices(
        strided: try source.rates(ofDraw: number, work: work), draw: number + 1, cocycles: false,
        parameters: parameters, seed: seed, work: work)
      return .lifetimes(choices.longestBars)
    } catch let error as DimensionReductionError {
      return .failed("\(error)")
    } catch let error as TopologyError {
      return .failed("\(error)")
    }
  }
}
