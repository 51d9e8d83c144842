import ArrayNumerics
import Foundation
import Schema
import Stages

extension FixedPoints {
  public static func headline(_ result: FixedPointsResult, parameters: FixedPointsParameters) -> String {
    let (points, families) = (result.points, result.families)
    if let orbits = result.orbits {
      return sentence {
        "\(counted(orbits.cycles.count, "closed orbit")) of \(result.facts.model) (\(counted(result.facts.neurons, "neuron"))) "
        "under a drive of period \(formatted(orbits.period)): \(stabilityText(result)); "
        orbitText(result, orbits)
        "; largest residual \(formatted(result.largestResidual, digits: 2))."
      }
    }
    return sentence {
      "\(counted(points.count, "point")) at rest of \(result.facts.model) (\(counted(result.facts.neurons, "neuron")))"
      if result.facts.dimensions > 0 || result.isReleased {
        " in \(counted(families.names.count, "family", plural: "families"))"
      }
      ": \(stabilityText(result)); largest residual \(formatted(result.largestResidual, digits: 2))"
      if let sum = families.indexSum { "; indices sum to \(sum)" }
      if let fold = foldText(result) { "; \(fold)" }
      if let travel = result.travel { "; \(travelText(travel))" }
      "."
    }
  }

  /// `2 stable, 1 marginal, 4 unstable`, by families.
  private static func stabilityText(_ result: FixedPointsResult) -> String {
    let first = result.firstRows.map { result.points.stability[$0] }
    return ["stable", "marginal", "unstable"].compactMap { word in
      let count = first.count { $0 == word }
      return count > 0 ? "\(count) \(word)" : nil
    }.joined(separator: ", ")
  }

  /// `closing after 2 cycles (largest multiplier 0.41), …`.
  private static func orbitText(_ result: FixedPointsResult, _ orbits: OrbitTable) -> String {
    zip(orbits.cycles, orbits.largest).map { cycles, largest in
      "one closes after \(counted(cycles, "cycle")) (largest multiplier \(formatted(largest, digits: 4)))"
    }.joined(separator: ", ")
  }

  private static func travelText(_ travel: TravelTable) -> String {
    if travel.speeds.isEmpty { return "no bump travels by itself with m = \(formatted(travel.strength))" }
    return travel.speeds.indices.map { bump in
      let word = travel.decisive(bump) < 0 ? "stable" : "unstable"
      return "a bump travels at \(formatted(travel.speeds[bump], digits: 5)) rad per unit of time (\(word))"
    }.joined(separator: ", ")
  }

  private static func foldText(_ result: FixedPointsResult) -> String? {
    guard let branch = result.branch else { return nil }
    let folds = (0..<branch.folds.rows).map { "fold at \(branch.parameter) = \(formatted(branch.folds[$0, 0], digits: 9))" }
    let pitchforks = branch.pitchforks.map { table in
      (0..<table.rows).map { row in
        "a bump \(branch.travels ? "begins to travel" : "grows out of even activity") at \(branch.parameter) = "
          + formatted(table[row, 0], digits: 9)
      }
    }
    let changes = result.curves.map { curves in
      curves.kinds.indices.map { "\(curves.kinds[$0]) at \(branch.parameter) = \(formatted(curves.changes[$0, 0], digits: 7))" }
    }
    let found = folds + (pitchforks ?? []) + (changes ?? [])
    return found.isEmpty ? "no fold from one end of \(branch.parameter) to the other" : found.joined(separator: ", ")
  }

  public static func conclusion(_ result: FixedPointsResult, parameters: FixedPointsParameters) -> Conclusion? {
    if let descent = result.descent { return slowConclusion(result, descent) }
    if let orbits = result.orbits { return orbitConclusion(result, orbits) }
    let first = result.firstRows
    let attractor = first.indices.first {
      result.families.dimensions[$0] > 0 && result.points.stability[first[$0]] == "marginal"
    }
    let stable = first.count { result.points.stability[$0] == "stable" }
    var reasons = [
      "Every point leaves a residual |F - u| of \(formatted(result.largestResidual, digits: 2)) or less."
    ]
    if let sum = result.families.indexSum {
      reasons.append(
        sum == 1
          ? "The indices of the single states sum to 1, as those of a complete list do; circles add nothing."
          : "The indices of the single states sum to \(sum) and not to 1: states are missing from the list.")
    } else {
      reasons.append(unknownSum(result))
    }
    if let critical = result.facts.criticalInhibition {
      reasons.append("In theory a bump holds itself below an inhibition k of \(formatted(critical, digits: 6)).")
    }
    if let drifting = result.facts.driftingStarts, drifting > 0, let fastest = result.facts.fastestDrift {
      reasons.append(
        sentence {
          "From \(counted(drifting, "start")) the activity held its shape and still drifted after 200 time constants, by up to "
          "\(formatted(fastest, digits: 2)) of its largest value in one: it is slow, not at rest."
        })
    }
    if let drift = result.drift { reasons.append(driftSentence(drift, parameters)) }
    if let travel = result.travel { reasons.append(travelSentence(travel)) }
    if let attractor {
      let form = form(ofDimension: result.families.dimensions[attractor], isReleased: result.isReleased)
      return Conclusion(
        code: "continuous-attractor", label: "Continuous attractor",
        sentence: "The states of the family \"\(result.families.names[attractor])\" are a \(form) of neutral stability: "
          + "a continuous attractor.",
        reasons: reasons,
        meaning:
          "It is ideal: noise in the weights of a real network leaves a few states on the \(form) and a drift between them.")
    }
    let unrested = (result.facts.lostStarts ?? 0) + (result.facts.driftingStarts ?? 0)
    if unrested > 0 {
      return Conclusion(
        code: "undecided", label: "Undecided",
        sentence: "\(counted(unrested, "start")) did not come to rest; \(counted(stable, "single stable state")) and no "
          + "continuous attractor among the states that others came to.",
        reasons: reasons)
    }
    if stable == 0 { return withoutStableState(result, reasons: reasons) }
    return Conclusion(
      code: "point-attractors", label: "Point attractors",
      sentence: "\(counted(stable, "single stable state")) and no continuous attractor.", reasons: reasons)
  }

  /// Why the indices have no sum.
  private static func unknownSum(_ result: FixedPointsResult) -> String {
    let families = result.families
    if let open = families.indices.indices.first(where: { families.indices[$0].isNaN && families.dimensions[$0] > 0 }) {
      return "The sum of the indices cannot be told: nothing says how the states that are free in "
        + "\(counted(families.dimensions[open], "direction")) close."
    }
    return "The sum of the indices cannot be told: a single state has an eigenvalue within the tolerance of 0."
  }

  /// Of a family that is free in some directions; what closes is known only of rings and tori.
  private static func form(ofDimension dimension: Int, isReleased: Bool) -> String {
    switch (dimension, isReleased) {
    case (1, false): "circle"
    case (1, true): "curve"
    case (_, false): "torus"
    case (2, true): "surface"
    default: "manifold of \(dimension) dimensions"
    }
  }

  /// What is concluded where no single state is stable: none attracts, or it cannot be told of some.
  private static func withoutStableState(_ result: FixedPointsResult, reasons: [String]) -> Conclusion {
    let states = result.firstRows
    let marginal = states.count { result.points.stability[$0] == "marginal" }
    let found = "\(states.isEmpty ? "No state" : counted(states.count, "kind") + " of states") at rest"
    if marginal > 0 {
      return Conclusion(
        code: "undecided", label: "Undecided",
        sentence: "\(found), none known to be stable: \(counted(marginal, "kind")) with an eigenvalue within the tolerance "
          + "of 1.",
        reasons: reasons)
    }
    return Conclusion(
      code: "no-point-attractor", label: "No point attractor",
      sentence: states.isEmpty
        ? "\(found) was found." : "\(found), none of them stable: the activity does not come to rest there.",
      reasons: reasons,
      meaning: "It may circle, wander or grow without bound; a simulation shows which.")
  }

  private static func travelSentence(_ travel: TravelTable) -> String {
    sentence {
      "From m = \(formatted(travel.onset)) on a bump travels by itself"
      for bump in travel.speeds.indices {
        "; with m = \(formatted(travel.strength)) at \(formatted(travel.speeds[bump], digits: 6)) rad per unit of time, where "
        "the first-order theory expects \(formatted(travel.theory, digits: 3))"
        if travel.simulatedSpeeds[bump].isFinite {
          " and a simulation gives \(formatted(travel.simulatedSpeeds[bump], digits: 6))"
        }
      }
      "."
    }
  }

  private static func orbitConclusion(_ result: FixedPointsResult, _ orbits: OrbitTable) -> Conclusion {
    let stable = orbits.cycles.indices.filter { result.points.stability[result.firstRows[$0]] != "unstable" }
    let doubled = stable.filter { orbits.cycles[$0] > 1 }
    var reasons = orbits.cycles.indices.map { orbit in
      let (real, imaginary) = (orbits.multipliers[orbit, 0], orbits.imaginary[orbit, 0])
      return sentence {
        "The orbit that closes after \(counted(orbits.cycles[orbit], "cycle")) has the largest multiplier "
        formatted(real, digits: 5)
        if imaginary != 0 { " +- \(formatted(abs(imaginary), digits: 5)) i" }
        "; it closes to \(formatted(result.points.residual[orbit], digits: 2))."
      }
    }
    if let sum = result.families.indexSum {
      reasons.append(
        sum == 1
          ? "The indices of the orbits of one cycle sum to 1, as those of a complete list do."
          : "The indices of the orbits of one cycle sum to \(sum) and not to 1: orbits are missing from the list.")
    }
    if doubled.isEmpty {
      return Conclusion(
        code: "follows-the-drive", label: "Follows the drive",
        sentence: "\(counted(stable.count, "stable orbit")) with the period of the drive.", reasons: reasons)
    }
    return Conclusion(
      code: "period-doubled", label: "Period doubled",
      sentence: "The activity repeats after \(counted(orbits.cycles[doubled[0]], "cycle")) of the drive and not after one.",
      reasons: reasons,
      meaning:
        "Under theta these are sweeps that change sides from cycle to cycle: the straight orbit has lost its stability by a "
        + "multiplier below -1.")
  }

  private static func slowConclusion(_ result: FixedPointsResult, _ descent: DescentTable) -> Conclusion {
    let losses = descent.losses
    return Conclusion(
      code: "slow-points", label: "Slow points",
      sentence:
        "\(losses.count) of \(counted(descent.candidateCount, "candidate")) drift slowly enough to pass the threshold: they "
        + "are no states at rest.",
      reasons: [
        "Squared speeds are \(formatted(losses.min() ?? .nan, digits: 3)) to \(formatted(losses.max() ?? .nan, digits: 3)); "
          + "the largest |F - u| is \(formatted(result.largestResidual, digits: 2)).",
        "The mean of all candidates came down to \(formatted(descent.meanLosses.last ?? .nan)) after "
          + "\(counted(descent.steps.last ?? 0, "step")), the mean drift of those that were left out.",
      ],
      meaning:
        "Both ends of the axis are neurons, and bumps drift to them. How many pass says something of the threshold, not of "
        + "the network; on a closed ring all of them are at rest.")
  }

  private static func driftSentence(_ drift: DriftTable, _ parameters: FixedPointsParameters) -> String {
    sentence {
      if drift.simulatedSpeed == nil {
        "Where one place has two neurons"
      } else {
        "With noise of \(percent(parameters.weightNoise ?? 0.01)) of the largest weight"
        if parameters.heterogeneity > 0 {
          " and a constant input of each neuron of \(percent(parameters.heterogeneity)) of the bump's height"
        }
      }
      " bumps drift by up to \(formatted(drift.largest, digits: 3)) rad per unit of time; a position stays within "
      "\(formatted(parameters.driftTolerance * 180 / .pi)) deg for \(formatted(drift.medianLifetime, digits: 3)) units of time "
      "(median)"
      if let expected = drift.expectedDeviation {
        "; the speed has a deviation of \(formatted(drift.deviation, digits: 3)), and theory expects "
        "\(formatted(expected, digits: 3)) over all networks with such noise"
      }
      "."
    }
  }

  public static func checks(_ result: FixedPointsResult, parameters: FixedPointsParameters) -> [QualityCheck] {
    if result.descent != nil { return [] }
    if let orbits = result.orbits { return orbitChecks(result, orbits) }
    let residual = result.largestResidual
    let sum = result.families.indexSum
    var checks = [
      QualityCheck(
        "Residuals", .init(pass: residual < 1e-12, warn: residual < 1e-9),
        found: "largest |F - u| \(formatted(residual, digits: 2))", threshold: "pass below 1e-12, fail from 1e-9"),
      QualityCheck(
        "Certificate", .init(pass: sum == 1), found: sum.map { "indices sum to \($0)" } ?? "an index cannot be told",
        threshold: "pass for a sum of 1"),
    ]
    if let change = result.points.change {
      let resting = change.indices.filter { result.points.stability[$0] != "unstable" }.map { change[$0] }
      let largest = resting.max() ?? 0
      checks.append(
        QualityCheck(
          "Simulations from stable points", .init(pass: largest < 1e-9, warn: largest < 1e-3),
          found: "activity changed by \(formatted(largest, digits: 2)) at most", threshold: "pass below 1e-9, fail from 1e-3"))
    }
    if let travel = result.travel, let bump = travel.speeds.indices.first(where: { travel.decisive($0) < 0 }),
      travel.simulatedSpeeds[bump].isFinite
    {
      let difference = abs(travel.simulatedSpeeds[bump] / travel.speeds[bump] - 1)
      checks.append(
        QualityCheck(
          "Travelling bump in a simulation", .init(pass: difference < 1e-4),
          found: "speeds differ by \(formatted(difference, digits: 2)) of the speed", threshold: "pass below 1e-4"))
    }
    if let branch = result.branch, let theory = branch.theory, branch.folds.rows > 0 {
      let difference = abs(branch.folds[0, 0] / theory - 1)
      checks.append(
        QualityCheck(
          "Fold against theory", .init(pass: difference < 1e-3),
          found: "\(formatted(branch.folds[0, 0], digits: 9)), relative difference \(formatted(difference, digits: 2))",
          threshold: "pass below 1e-3 (the theory is that of an ideal bump)"))
    }
    return checks
  }

  private static func orbitChecks(_ result: FixedPointsResult, _ orbits: OrbitTable) -> [QualityCheck] {
    let scale = result.points.height?.max() ?? 1
    let residual = result.largestResidual / max(scale, 1e-300)
    let sum = result.families.indexSum
    var checks = [
      QualityCheck(
        "Orbits close", .init(pass: residual < 1e-9),
        found: "to \(formatted(residual, digits: 2)) of the largest activity", threshold: "pass below 1e-9"),
      QualityCheck(
        "Certificate", .init(pass: sum == 1), found: sum.map { "indices sum to \($0)" } ?? "an index cannot be told",
        threshold: "pass for a sum of 1"),
    ]
    if let change = result.points.change {
      let resting = change.indices.filter { result.points.stability[$0] != "unstable" }.map { change[$0] }
      let largest = (resting.max() ?? 0) / max(scale, 1e-300)
      checks.append(
        QualityCheck(
          "Simulations on stable orbits", .init(pass: largest < 1e-6),
          found: "after ten rounds off by \(formatted(largest, digits: 2)) of the largest activity",
          threshold: "pass below 1e-6"))
    }
    return checks
  }

  private static func orbitMethods(
    _ parameters: FixedPointsParameters, _ result: FixedPointsResult, _ orbits: OrbitTable
  ) -> String {
    sentence {
      "Orbits of the network \(parameters.model ?? result.facts.model) (\(result.facts.parameters))"
      if !parameters.set.isEmpty { " with \(parameters.set.joined(separator: ", "))" }
      if parameters.compatibility != .none { " on the grid of canns, whose ends are both neurons," }
      if parameters.period == nil { " under theta with a cycle of \(formatted(orbits.period)) ms and the head at rest" }
      driveText(parameters)
      " were found from rest and from \(parameters.starts ?? 6) random states by shooting with Newton's method; their Floquet "
      "multipliers are the eigenvalues of the derivative of the map over the cycles after which they close [@kuznetsov2004]. "
      "\(parameters.eigenvalues) of each are kept; those within \(formatted(parameters.tolerance)) of the unit circle count as "
      "marginal."
    }
  }

  /// What drives the network in cycles; nothing without.
  private static func driveText(_ parameters: FixedPointsParameters) -> String {
    sentence {
      if let period = parameters.period {
        " under a stimulus that swings by \(formatted(parameters.swing * 180 / .pi)) deg to either side with a period of "
        "\(formatted(period)) units of time"
      }
      if parameters.turning > 0 { " (theta as at \(formatted(parameters.turning)) of the fastest turn)" }
    }
  }

  public static func methods(_ parameters: FixedPointsParameters, result: FixedPointsResult) -> String {
    if let orbits = result.orbits { return orbitMethods(parameters, result, orbits) }
    return sentence {
      if result.recurrent != nil {
        "Points at rest of the recurrent weights "
        if result.facts.parameters.isEmpty { "h <- tanh(W h + W_in x + b)" } else { result.facts.parameters }
        " [@sussillo2013]"
      } else {
        "States at rest of the network \(parameters.model ?? result.facts.model) [@wu2008; @fung2010] "
        "(\(result.facts.parameters))"
      }
      if !parameters.set.isEmpty { " with \(parameters.set.joined(separator: ", "))" }
      if parameters.compatibility != .none { " on the grid of canns, whose ends are both neurons," }
      if parameters.compatibility == .brainpy {
        " (slow points of BrainPy: \(parameters.descentSteps) steps of Adam's method on the squared speed, threshold 1e-8)"
      }
      driveText(parameters)
      if !parameters.input.isEmpty { " under the input \(parameters.input.map { formatted($0) }.joined(separator: ", "))" }
      if result.isReleased {
        " were found by letting it go from "
        parameters.starts.map { counted($0, "state") } ?? "states spread over it"
        " and from rest, for 200 time constants and then by relaxation and Newton's method; states that repel need not be "
        "among them, and what pulls by less than 1e-5 per time constant counts as nothing. Eigenvalues are those of the "
        "Jacobian by differences"
      } else {
        newtonText(parameters, result)
      }
      ". Of each point \(parameters.eigenvalues) eigenvalues are kept; those within \(formatted(parameters.tolerance)) per "
      "time "
      "constant of 0 count as marginal"
      if let dynamics = parameters.dynamics { " (dynamics: \(dynamics.rawValue))" }
      ". The indices of single states sum to one in a complete list [@milnor1965]."
      if parameters.simulated > 0 {
        " Each point was verified by a simulation of \(formatted(parameters.simulated)) time constants."
      }
      if result.travel != nil {
        " Bumps that travel are equilibria of the frame that moves with them, followed in their speed from m = tau / tau_v on "
        "[@mi2014]."
      }
      if parameters.vectors > 0 {
        " \(counted(parameters.vectors, "pair")) of left and right eigenvectors of each family come from Arnoldi's method "
        "with thick restarts [@stewart2002]."
      }
      if let followed = parameters.continued.flatMap(FollowedParameter.init) {
        " The stable bump was followed\(followed.name.isTimeConstant ? "" : " by pseudo-arclength [@keller1977]") while "
        "\(followed.name.rawValue) went from \(formatted(followed.from)) to \(formatted(followed.to))."
      }
      if result.drift != nil || parameters.weightNoise != nil {
        " Drift is to first order in independent noise of the weights, \(percent(parameters.weightNoise ?? 0.01)) of the "
        "largest"
        if parameters.heterogeneity > 0 {
          ", and a constant input of each neuron, \(percent(parameters.heterogeneity)) of the bump's height"
        }
        " [@zhang1996; @seeholzer2019]; a memory lasts until its position is "
        "\(formatted(parameters.driftTolerance * 180 / .pi)) deg off."
      } else if parameters.driftTolerance != FixedPointsParameters().driftTolerance {
        " A memory lasts until its position is \(formatted(parameters.driftTolerance * 180 / .pi)) deg off."
      }
    }
  }

  private static func newtonText(_ parameters: FixedPointsParameters, _ result: FixedPointsResult) -> String {
    sentence {
      " were found by Newton's method from the usual and \(starts(parameters, result)) random starts, with deflation of those "
      "that were known [@farrell2015]"
      if result.recurrent == nil {
        "; every form of activity has two heights, and its eigenvalues are exact [@brauer1952]"
        "; stable circles are listed every \(formatted(parameters.spacing ?? 0.005)) rad"
      }
    }
  }

  private static func starts(_ parameters: FixedPointsParameters, _ result: FixedPointsResult) -> Int {
    parameters.starts ?? (result.recurrent == nil ? 32 : 256)
  }
}
