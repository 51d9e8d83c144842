import ArrayNumerics
import LearningModels
import Schema
import Stages

/// Recalls from patterns that are spoilt more and more.
public struct BasinTable: FieldTable {
  var curve: BasinCurve

  public static let fields = Field<BasinTable>.table {
    Field.array("basin_start", \.curve.startOverlap, axes: ["level"], "overlap of the starts with their pattern")
    Field.array("basin_end", \.curve.endOverlap, axes: ["level"], "mean overlap of the ends")
    Field.array("basin_recalled", \.curve.recalled, axes: ["level"], "share of the ends with an overlap above 0.97")
    Field.array("basin_recalled_low", \.curve.recalledLow, axes: ["level"], "lower end of its interval of 95 % (Wilson)")
    Field.array("basin_recalled_high", \.curve.recalledHigh, axes: ["level"], "upper end of it")
    Field.number("basin_recalls", \.curve.trials, "recalls at each level of noise")
  }
}

extension BasinTable {
  init?(from fields: FieldReader<BasinTable>) throws {
    guard fields.holds(\.curve.startOverlap) else { return nil }
    curve = BasinCurve(
      startOverlap: try fields[\.curve.startOverlap], endOverlap: try fields[\.curve.endOverlap],
      recalled: try fields[\.curve.recalled], recalledLow: try fields[\.curve.recalledLow],
      recalledHigh: try fields[\.curve.recalledHigh], trials: try fields.number(\.curve.trials))
  }
}

/// Where random states end.
public struct AttractorTable: FieldTable {
  /// Starts that ended in each kind, in the order of `AttractorSurvey.Kind`.
  var counts: [Int]
  var distinct: Int

  public static let fields = Field<AttractorTable>.table {
    Field.array(
      "attractor_starts", \.counts, axes: ["kind"],
      "random states that ended in a pattern, the reverse of one, a mixture of three, elsewhere, or did not settle")
    Field.number("distinct_attractors", \.distinct, "different attractors among them, a state and its reverse counted once")
    Field.number("spurious_share", \.spuriousShare, "share of those that settled which ended in a mixture or elsewhere")
  }

  /// Of the starts that settled.
  var spuriousShare: Double {
    let settled = counts.prefix(4).reduce(0, +)
    return settled > 0 ? Double(counts[2] + counts[3]) / Double(settled) : 0
  }
}

extension AttractorTable {
  init(_ survey: AttractorSurvey) {
    counts = AttractorSurvey.Kind.allCases.map { survey.counts[$0] ?? 0 }
    distinct = survey.distinct
  }

  init?(from fields: FieldReader<AttractorTable>) throws {
    guard fields.holds(\.counts) else { return nil }
    counts = try fields[\.counts]
    distinct = try fields.number(\.distinct)
    guard counts.count == AttractorSurvey.Kind.allCases.count else {
      throw FieldError.unfit("'attractor_starts' has \(counts.count) kinds")
    }
  }
}

/// What unlearning did to the memory.
public struct UnlearningTable: FieldTable {
  var curve: Unlearning.Curve

  public static let fields = Field<UnlearningTable>.table {
    Field.array("unlearning_dreams", \.curve.dreams, axes: ["look"], "attractors taken away before each look")
    Field.array("unlearning_overlap", \.curve.overlap, axes: ["look"], "mean overlap of recalls from the patterns themselves")
    Field.array("unlearning_held", \.curve.held, axes: ["look"], "share of the patterns that are held")
    Field.array(
      "unlearning_found", \.curve.found, axes: ["look"], "share of random states that end in a pattern or its reverse")
    Field.array("unlearning_spurious", \.curve.spurious, axes: ["look"], "share that end elsewhere")
    Field.number("best_unlearning", \.best, "attractors taken away where most random states find a pattern")
  }

  /// The first of the largest.
  var best: Int {
    guard let largest = curve.found.max(), let place = curve.found.firstIndex(of: largest) else { return 0 }
    return curve.dreams[place]
  }
}

extension UnlearningTable {
  init?(from fields: FieldReader<UnlearningTable>) throws {
    guard fields.holds(\.curve.dreams) else { return nil }
    var curve = Unlearning.Curve()
    curve.dreams = try fields[\.curve.dreams]
    curve.overlap = try fields[\.curve.overlap]
    curve.held = try fields[\.curve.held]
    curve.found = try fields[\.curve.found]
    curve.spurious = try fields[\.curve.spurious]
    self.curve = curve
  }
}

/// The capacity for random patterns.
public struct CapacityTable: FieldTable {
  var result: CapacityProtocol.Result

  public static let fields = Field<CapacityTable>.table {
    Field.array("capacity_sizes", \.result.sizes, axes: ["size"], "neurons of the random networks")
    Field.array("capacity_loads", \.result.loads, axes: ["size", "load"], "patterns for each neuron")
    Field.array("capacity_held", \.result.held, axes: ["size", "load"], "share of the patterns that are held")
    Field.array("capacity_held_low", \.result.heldLow, axes: ["size", "load"], "lower end of its interval of 95 % (Wilson)")
    Field.array("capacity_held_high", \.result.heldHigh, axes: ["size", "load"], "upper end of it")
    Field.array("critical_load", \.result.critical, axes: ["size"], "load at which half of the patterns are held")
    Field.array("critical_load_low", \.result.criticalLow, axes: ["size"], "the same by the lower ends of the intervals")
    Field.array("critical_load_high", \.result.criticalHigh, axes: ["size"], "the same by the upper ends")
    Field.array("critical_load_infinite", \.result.extrapolated, "its continuation to infinitely many neurons, linear in 1/n")
  }
}

extension CapacityTable {
  init?(from fields: FieldReader<CapacityTable>) throws {
    guard fields.holds(\.result.sizes) else { return nil }
    result = CapacityProtocol.Result(
      sizes: try fields[\.result.sizes], loads: try fields[\.result.loads], held: try fields[\.result.held],
      heldLow: try fields[\.result.heldLow], heldHigh: try fields[\.result.heldHigh],
      critical: try fields[\.result.critical], criticalLow: try fields[\.result.criticalLow],
      criticalHigh: try fields[\.result.criticalHigh], extrapolated: try fields[\.result.extrapolated])
  }
}

extension HopfieldResult {
  /// Levels of noise of the basin.
  static let flips = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]

  /// What was asked for besides recalls.
  mutating func survey(
    _ network: HopfieldNetwork, set: PatternSet, parameters: HopfieldParameters, context: RunContext
  ) throws {
    let options = parameters.recallOptions
    // One neuron at a time, so that all ends are fixed points.
    let falling = RecallOptions(update: .asynchronous, steps: max(100, parameters.iterations))
    if parameters.basinTrials > 0 {
      basin = BasinTable(
        curve: try BasinCurve(
          network, patterns: set.values, flips: Self.flips, trials: parameters.basinTrials, options: options,
          seed: context.seed, work: context.work))
    }
    if parameters.attractorStarts > 0 {
      attractors = AttractorTable(
        try AttractorSurvey(
          network, patterns: set.values, starts: parameters.attractorStarts, options: falling, seed: context.seed,
          work: context.work))
    }
    if parameters.unlearning > 0 {
      var forgetting = network
      var plan = Unlearning()
      (plan.strength, plan.dreams) = (parameters.unlearningStrength, parameters.unlearning)
      (plan.every, plan.starts) = (max(1, parameters.unlearning / 20), 100)
      unlearning = UnlearningTable(
        curve: try plan.run(
          &forgetting, patterns: set.values, options: falling, seed: context.seed, work: context.work))
    }
    if parameters.capacityNetworks > 0 {
      var plan = CapacityProtocol()
      (plan.sizes, plan.networks) = (parameters.capacitySizes, parameters.capacityNetworks)
      capacity = CapacityTable(result: try plan.run(seed: context.seed, work: context.work))
    }
  }
}
