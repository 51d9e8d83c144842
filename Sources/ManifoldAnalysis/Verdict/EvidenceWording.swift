import Foundation
import Schema

extension ShapeEvidence {
  /// Why the states are not a ring, as half a sentence; `nil` when nothing speaks against one.
  var whyNoRing: String? {
    switch againstRing {
    case nil: nil
    case .notTheState:
      "a band or sheet with a hole rather than a ring: the angle around the hole explains only "
        + "\(percent(max(0, explainedByOneAngle ?? 0))) of the covariances between the cells "
        + "(a ring: at least \(percent(Self.leastExplained)))"
    case .interval: loop?.asInterval
    case .sheet: loop?.asSheet
    case .band: loop?.asBand
    }
  }

  /// Why two long loops are one circle all the same, as half a sentence. `nil` when that is not so.
  var secondLoop: String? {
    guard isOneCircle, let share = explainedByOneAngle else { return nil }
    return sentence {
      "but one circle: one angle explains \(percent(share)) of the covariances between the cells"
      if let coverage = torusCoverage { ", and of its combinations with that of the second loop \(percent(coverage)) occur" }
    }
  }

  /// Why the states are not a torus.
  var whyNoTorus: String? {
    switch againstTorus {
    case nil: nil
    case .combinations:
      "a sheet with two holes rather than a torus: of the combinations of the two angles only "
        + "\(percent(torusCoverage ?? 0)) occur (a torus: at least \(percent(Self.leastCoverage)))"
    case .notTheState: moreThanATorus
    case .interval:
      "not a torus: one of its two angles turns back instead of going round"
    }
  }

  private var moreThanATorus: String {
    let isBySquares = (explainedByTwoAngles ?? 1) < Self.leastExplained
    let share = isBySquares ? explainedByTwoAngles : circles?.share
    let least = isBySquares ? Self.leastExplained : TorusEvidence.leastShare
    return sentence {
      "more than a torus: its two angles explain only \(percent(max(0, share ?? 0))) of the covariances between the cells"
      if !isBySquares { ", not squared" }
      " (a torus: at least \(percent(least)))"
    }
  }

  /// The numbers, a sentence each.
  var sentences: [String] {
    var sentences: [String] = []
    let least = percent(Self.leastExplained)
    if let share = explainedByOneAngle {
      sentences.append(
        "The angle of the longest loop explains \(percent(max(0, share))) of the covariances between the cells "
          + "(a ring needs \(least)).")
    }
    if let share = explainedByTwoAngles {
      sentences.append(
        sentence {
          "The angles of the two longest loops explain \(percent(max(0, share)))"
          if let coverage = torusCoverage {
            ", and \(percent(coverage)) of their combinations occur"
            " (a torus needs \(least) and \(percent(Self.leastCoverage)))."
          } else {
            " (a torus needs \(least))."
          }
        })
    }
    sentences += loop?.sentences ?? []
    sentences += circles?.sentences ?? []
    if againstRing == nil, let loop, let said = behaviour.sentence(share: loop.share) { sentences.append(said) }
    return sentences
  }
}

extension BehaviourEvidence {
  /// What the behaviour says of a ring; `nil` where none was tracked.
  ///
  /// - Parameter share: what the angle itself explains.
  fileprivate func sentence(share: Double) -> String? {
    switch followed {
    case nil:
      guard heading != nil || position != nil else { return nil }
      return "The tracked behaviour does not give the angle (\(numbers))."
    case .position(let position):
      return "The loop follows the position (\(numbers)): \(position.against(share))."
    case .heading(let heading):
      return "The angle follows the head direction (\(numbers)): \(heading.against(share))."
    }
  }

  private var numbers: String {
    [heading.map { ("head direction", $0) }, position.map { ("position", $0) }].compactMap { $0 }.map { name, explanation in
      "\(name): gives the angle to \(percent(max(0, explanation.concentration))), "
        + "explains \(percent(max(0, explanation.share)))"
    }.joined(separator: "; ")
  }
}

extension BehaviourEvidence.Explanation {
  fileprivate func against(_ share: Double) -> String {
    if share - self.share > BehaviourEvidence.more.share, repeats > BehaviourEvidence.more.repeats {
      return "the angle explains \(percent(share)), more than the behaviour, and what the behaviour leaves repeats "
        + "(\(formatted(repeats, digits: 2)) between the halves), which hints at a state inside, a lag or an inaccurate tracker"
    }
    return "the behaviour explains it, and this session cannot tell a ring inside from cells that are tuned to the behaviour; "
      + "another state could (sleep, darkness: decode --tuning-from)"
  }
}

extension LoopEvidence {
  private var whereItTurns: String { "\(formatted((leastCrossed * 180 / .pi).rounded()))°" }

  fileprivate var asInterval: String {
    "an interval rather than a ring: the angle hardly ever crosses \(whereItTurns) and turns back there, as the position on a "
      + "track with two ends does, or a ring of which only a part was visited"
  }

  fileprivate var asSheet: String {
    sentence {
      "a sheet rather than a ring: the states fill the middle"
      if radiusVariation > 0 { " (the radius varies by \(percent(radiusVariation.squareRoot())))" }
      ", as those of two shared signals, or of cells with gradients over an arena, do"
    }
  }

  fileprivate var asBand: String {
    "a loop with a width rather than a ring (\(percent(max(0, thickness).squareRoot())) of its size): a sheet with a hole, "
      + "as of place cells around an object, or a ring whose cells share one thing more"
  }

  /// The numbers, a sentence each.
  fileprivate var sentences: [String] {
    var sentences = [
      sentence {
        "Round: the angle makes \(counted(turnsUp + turnsDown, "whole turn")); its least visited sector has "
        "\(percent(leastOccupancy)) of an even share, and its least crossed boundary \(percent(leastCrossing)) of the median "
        "crossings (a ring needs \(percent(Self.leastCrossings)), or \(percent(Self.leastCrossingsOfEmpty)) where a sector has "
        "less than \(percent(Self.leastOccupied)))."
      },
      "Empty and thin, as differences to surrogates of this recording as a perfect ring: filling of the middle "
        + "\(formatted(filling, digits: 2)) (a ring at most \(formatted(mostFilled))), thickness of the loop "
        + "\(formatted(thickness, digits: 2)) (at most \(formatted(mostThick)), unless the filling is at most "
        + "\(formatted(Self.emptyMiddle))\(isDoubtful ? Self.doubt : "")).",
    ]
    if refusal == .interval { return sentences }
    if hasFewTurns {
      sentences.append("With fewer than two whole turns it is not known that the angle closes; a longer session would say.")
    } else if isOneWay {
      sentences.append("The angle always goes the same way round, as laps or trials do.")
    }
    if isWide, refusal == nil {
      sentences.append(
        "With \(counted(cells, "cell")) a loop with a width, such as a sheet with a hole, cannot be told from a ring; "
          + "at least \(Self.fewestCells) would tell.")
    }
    return sentences
  }

  private static let doubt = "; half of what is usual, since it is in doubt that the angle closes"

  /// Fewer than a tenth of the turns go back.
  private var isOneWay: Bool { 10 * min(turnsUp, turnsDown) < turnsUp + turnsDown }
}

extension TorusEvidence {
  fileprivate var sentences: [String] {
    [
      "Not squared, the two angles explain \(percent(share)) of the covariances (a torus needs \(percent(Self.leastShare))); "
        + "the least crossed boundary of either circle has \(percent(leastCrossing)) of the median crossings "
        + "(\(percent(Self.leastCrossings))), and the circle with fewer has \(counted(turns, "whole turn"))."
    ]
  }
}
