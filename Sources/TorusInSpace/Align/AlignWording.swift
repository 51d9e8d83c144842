import Schema
import Stages

extension Align {
  public static func headline(_ result: AlignResult, parameters: AlignParameters) -> String {
    if result.sessions.count == 1 { return "\(text(result.sessions[0], names: false))." }
    return result.sessions.map { text($0, names: true) }.joined(separator: "; ") + "."
  }

  private static func text(_ session: AlignedSession, names: Bool) -> String {
    sentence {
      if names { "\(session.folder): " }
      "\(counted(session.commonCells, "common cell")), score \(formatted(session.score, digits: 3)) of 2, "
      "p \(formatted(session.p, digits: 2))"
      if session.isMirrored { ", mirrored" }
      if session.medianAngle.isFinite {
        "; cells lie \(formatted(session.medianAngle * 180 / .pi, digits: 3))° apart"
        if session.medianDistance.isFinite { " or \(formatted(session.medianDistance * 100, digits: 3)) cm" }
        " (median)"
      } else {
        "; no alignment beyond chance"
      }
    }
  }

  public static func checks(_ result: AlignResult, parameters: AlignParameters) -> [QualityCheck] {
    result.sessions.map { session in
      QualityCheck(
        "Alignment with \(session.folder)", .init(pass: session.p <= significance, warn: session.p <= 0.05),
        found: sentence {
          "score \(formatted(session.score, digits: 3)) of 2 in \(counted(session.commonCells, "cell")), p "
          "\(formatted(session.p, digits: 2)) among \(counted(session.nullScore.count, "permutation"))"
        }, threshold: "pass to p 0.01, fail above 0.05")
    }
  }

  public static func methods(_ parameters: AlignParameters, result: AlignResult) -> String {
    sentence {
      "The torus was laid over that of "
      if parameters.others.count == 1 { "another session" } else { "\(parameters.others.count) other sessions" }
      " (\(parameters.others.joined(separator: ", "))) by the centres of the common cells: of the forty whole matrices of "
      "determinant ±1 with entries −1, 0 and 1 and all shifts the one with the largest resultant lengths [@gardner2022]. The "
      "search was repeated for \(counted(parameters.permutations, "permutation")) of the cells [@phipson2010]; distances are "
      "given to p \(formatted(significance))."
    }
  }
}
