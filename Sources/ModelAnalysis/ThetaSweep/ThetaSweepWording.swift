import ArrayNumerics
import AttractorModels
import Foundation
import Schema
import Stages

extension ThetaSweeping {
  public static func headline(_ result: ThetaSweepResult, parameters: ThetaSweepParameters) -> String {
    let statistics = result.statistics
    return sentence {
      "\(counted(statistics.count, "sweep")) in \(formatted(result.duration)) s: median angle "
      "\(degrees(statistics.medianAngle)) to either side, length \(centimetres(statistics.medianLength)) "
      "(\(percent(statistics.medianLength / result.spacing)) of the spacing); sides alternate in "
      "\(percent(statistics.alternating)) of neighbouring cycles"
      if statistics.alternationP.isFinite { " (p = \(formatted(statistics.alternationP, digits: 2)))" }
      "."
    }
  }

  private static func degrees(_ angle: Double) -> String { "\(formatted(angle * 180 / .pi, digits: 3)) deg" }
  private static func centimetres(_ length: Double) -> String { "\(formatted(100 * length, digits: 3)) cm" }

  public static func conclusion(_ result: ThetaSweepResult, parameters: ThetaSweepParameters) -> Conclusion? {
    let statistics = result.statistics
    let isTested = statistics.alternationP.isFinite
    let alternates = isTested && statistics.alternationP <= 0.05 && statistics.alternating > 0.5
    var reasons = [
      sentence {
        "Published: sweeps go to the left and to the right in turn, aligned with those of direction cells. Found: "
        "\(percent(statistics.alternating)) of neighbouring "
        "cycles on different sides, index \(formatted(statistics.alternationIndex, digits: 3))"
        if isTested { ", p = \(formatted(statistics.alternationP, digits: 2))" }
        "; direction cells and grid cells to one side in \(percent(statistics.sameSide)) of the cycles."
      },
      sentence {
        "Speed of the animal: rank correlation \(formatted(statistics.lengthSpeed, digits: 2)) with the length of the sweeps, "
        "\(formatted(statistics.angleSpeed, digits: 2)) with their angle to either side."
      },
    ]
    let (spacings, lengths) = (result.modules.spacings, result.modules.lengths)
    if spacings.count > 1 {
      reasons.append(
        sentence {
          "Published: sweeps are longer where the spacing is. Found: "
          zip(spacings, lengths).map { "\(percent($1 / $0)) of \(centimetres($0))" }.joined(separator: ", ")
          "."
        })
    }
    if let places = result.places {
      reasons.append(
        sentence {
          "Published: place cells sweep ahead along the path. Found: \(percent(places.ahead)) of their sweeps within a quarter "
          "turn of the heading, median length \(centimetres(places.medianLength)), rank correlation with the speed "
          "\(formatted(places.lengthSpeed, digits: 2))."
        })
    }
    let limit = result.spacing / 3.0.squareRoot()
    reasons.append(
      "No sweep can be longer than \(centimetres(limit)), where another place of the same phase is nearer to the animal; "
        + "the longest has \(centimetres(statistics.longestLength)).")
    return Conclusion(
      code: !isTested ? "untested" : alternates ? "alternating" : "not-alternating",
      label: !isTested ? "Not tested" : alternates ? "Sweeps alternate" : "Sweeps do not alternate",
      sentence: !isTested
        ? "There are too few cycles, or no permutations, to test whether sides alternate."
        : alternates
          ? "The sweeps of the model go to the left and to the right in turn, more than by chance."
          : "The sides of the sweeps do not alternate more than by chance.",
      reasons: reasons,
      meaning: "The position of the grid cells is read near that of the animal: it says nothing of path integration.")
  }

  public static func checks(_ result: ThetaSweepResult, parameters: ThetaSweepParameters) -> [QualityCheck] {
    let statistics = result.statistics
    let limit = result.spacing / 3.0.squareRoot()
    let share = statistics.longestLength / limit
    return [
      QualityCheck(
        "Cycles", .init(pass: statistics.count >= 24), found: "\(counted(statistics.count, "whole cycle")) after the first",
        threshold: "pass from 24, the fewest that are tested"),
      QualityCheck(
        "Room for the sweeps", .init(pass: share < 0.9),
        found: "the longest is \(percent(share)) of what the lattice allows", threshold: "pass below 90 %"),
      QualityCheck(
        "Head direction", .init(pass: !result.headFollowsMovement),
        found: result.headFollowsMovement ? "none: the direction of movement stands in for it" : "as the file has it",
        threshold: "pass where the file has one"),
    ]
  }

  public static func methods(_ parameters: ThetaSweepParameters, result: ThetaSweepResult) -> String {
    sentence {
      "Theta sweeps were simulated on the recorded path with \(parameters.directionCells) direction cells and "
      "\(parameters.gridSide) x \(parameters.gridSide) grid cells [@ji2025; @chu2024] (mapping ratio "
      "\(parameters.mappingRatios.map { formatted($0) }.joined(separator: ", ")) rad/m; adaptation "
      "\(formatted(parameters.directionAdaptation)) and \(formatted(parameters.gridAdaptation)); theta cycles of "
      "\(formatted(parameters.cycle)) ms that modulate the drive by \(formatted(parameters.directionTheta)) and "
      "\(formatted(parameters.gridTheta)); input \(formatted(100 * parameters.offset)) cm ahead; steps of "
      "\(formatted(parameters.step)) ms by the exponential Euler method"
      if parameters.directionNoise > 0 || parameters.gridNoise > 0 {
        "; noise of \(formatted(parameters.directionNoise)) and \(formatted(parameters.gridNoise)) in each step's drive"
      }
      if parameters.compatibility == .canns { "; metric, direction bins and order of canns 1.5" }
      ")"
      if parameters.start != nil || parameters.duration != nil {
        ", from \(parameters.start.map { "\(formatted($0)) s" } ?? "the beginning") on"
        if let duration = parameters.duration { " for \(formatted(duration)) s" }
      }
      if let side = parameters.placeSide {
        "; and \(result.places.map { "\($0.centers.rows) " } ?? "")place cells on squares of \(formatted(100 * side)) cm, "
        "connected by the shortest ways "
        if parameters.placeArena.isEmpty {
          "in the rectangle around the path"
        } else {
          "within the corners \(parameters.placeArena.map { formatted($0) }.joined(separator: ", ")) m"
        }
        " (width \(formatted(100 * parameters.placeWidth)) cm, adaptation \(formatted(parameters.placeAdaptation)), theta "
        "\(formatted(parameters.placeTheta)))"
      }
      ". Rows are \(formatted(Double(parameters.every) * parameters.step)) ms apart. "
      "A sweep is the furthest that the place of the grid cells goes from the animal in a theta cycle [@vollan2025]; whether "
      "sides alternate was "
      if parameters.permutations > 0 {
        "tested by \(parameters.permutations) permutations in blocks of eight cycles."
      } else {
        "not tested."
      }
    }
  }

  /// What was left out and what to be warned of.
  static func notes(_ path: SweepPath, _ module: SweepModule, _ parameters: ThetaSweepParameters) -> StageNotes {
    let whole = Double(path.trajectory.count) * parameters.step / parameters.cycle
    let rest = whole - whole.rounded(.down)
    var warnings: [String] = []
    if path.headFollowsMovement {
      warnings.append("There is no head direction in the file: the direction of movement stands in for it.")
    }
    if path.trajectory.speeds.max() ?? 0 == 0 { warnings.append("The animal never moves.") }
    return StageNotes(
      dropped: path.left + [
        DroppedItems(
          "cycles", count: rest > 1e-6 ? 1 : 0, reason: "not whole at the end; its steps are in the arrays over time")
      ], warnings: warnings)
  }
}
