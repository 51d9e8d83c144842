import Schema
import Stages

extension Homology {
  /// Which bins and landmarks, which cohomology, against which null, and by which rules the verdict was found.
  public static func methods(_ parameters: HomologyParameters, result: HomologyResult) -> String {
    [
      cloud(parameters, result), cohomology(parameters), null(parameters, result), verdict(parameters, result),
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func cloud(_ parameters: HomologyParameters, _ result: HomologyResult) -> String {
    let cloud = parameters.cloud
    let bins = amount(result.rows.count, asked: cloud.active)
    return sentence {
      if let choice = parameters.cellsFrom {
        "Only the cells of the group \(choice.group) of \(choice.stage) were analysed. "
      }
      if parameters.compatibility == .none {
        "Cells whose counts correlated more than \(formatted(parameters.duplicateCorrelation)) with an earlier one were left "
        "out. "
      } else {
        "Z-scores are of single precision and no cell was left out as a duplicate, as in canns 1.5. "
      }
      if cloud.stride == 1 { "From all bins " } else { "From every \(ordinal(cloud.stride)) bin " }
      switch parameters.selection {
      case .active: "the \(bins) most active were taken [@gardner2022]; "
      case .uniform: "\(bins) were drawn uniformly over time, without the 5 % of the least activity; "
      }
      if cloud.standardize { "z-scored " }
      if parameters.transform == .sqrt { "square roots of the rates [@anscombe1948]" } else { "rates" }
      " were projected on \(cloud.components) principal components (\(percent(result.explainedVariance)) of the variance of "
      "these bins) [@gardner2022]. From a fuzzy neighbour graph (\(cloud.metric.rawValue) distance, k = \(cloud.neighbours)) "
      "\(amount(result.landmarks.count, asked: cloud.landmarks)) landmarks were chosen greedily; the distance between two "
      "is minus the logarithm of their edge weight in a second such graph (k = \(cloud.landmarkNeighbours)) "
      "[@gardner2022; @mcinnes2018]."
      if parameters.landmarkDraws > 1 {
        " Bins and landmarks were chosen \(parameters.landmarkDraws) times, in the recording and in every surrogate; all "
        "lifetimes are medians over the choices, rank by rank [@chazal2015]."
      }
    }
  }

  private static func cohomology(_ parameters: HomologyParameters) -> String {
    "Vietoris-Rips persistent cohomology was computed over Z/\(parameters.cohomology.coefficient) up to dimension "
      + "\(parameters.cohomology.maxDimension) [@bauer2021]."
  }

  private static func null(_ parameters: HomologyParameters, _ result: HomologyResult) -> String {
    let draws = result.null.draws.count
    return sentence {
      if parameters.shuffles > 0 {
        "Bars were compared with the longest bar of \(amount(draws, asked: parameters.shuffles)) surrogate recordings, in "
        "which \(parameters.surrogateDescription); p = (1 + number of draws at least as long) / (1 + \(draws)) "
        "[@phipson2010], which holds for all bars of a dimension together [@westfall1993]."
        if !parameters.comparedSurrogates.isEmpty {
          " For comparison alone the same number was made of "
          parameters.comparedSurrogates.map(\.rawValue).joined(separator: ", ")
          if parameters.usesWindow && !HomologyParameters.hasWindow(parameters.surrogate) {
            " (window \(formatted(parameters.surrogateWindow)) s)"
          }
          "."
        }
      } else {
        "No null distribution was computed, so there is no verdict."
      }
    }
  }

  /// The gaps between the bars, and the covariances that the angles must explain.
  private static func verdict(_ parameters: HomologyParameters, _ result: HomologyResult) -> String {
    guard parameters.shuffles > 0, parameters.cohomology.maxDimension > 0 else { return "" }
    let (ring, torus) = (formatted(VerdictDecision.ringGap), formatted(VerdictDecision.torusGap))
    return sentence {
      "Bars count with p at most \(formatted(parameters.significance)). A ring has a longest H1 bar that counts and is at "
      "least \(ring) times as long as the second, a torus two that count, the second at least \(torus) times as long as the "
      "third (\(formatted(VerdictDecision.wholeTorusGap)) times where its angles leave no doubt) [@gardner2022]."
      if parameters.compatibility == .none {
        " The angles of these bars, as circular coordinates [@desilva2011], must explain "
        "\(percent(ShapeEvidence.leastExplained)) of the squared covariances between the cells"
        if parameters.selection == .uniform {
          ", and the two of a torus occur in \(percent(ShapeEvidence.leastCoverage)) of their combinations"
        }
        ". "
        shape
      }
    }
  }

  /// What is asked of spikes besides.
  private static var shape: String {
    let (filled, thick) = (formatted(LoopEvidence.mostFilled), formatted(LoopEvidence.mostThick))
    let turns = LoopEvidence.fewestTurns
    return "From spikes it is also asked that every angle goes all the way round, and that the middle of a ring is as empty "
      + "(within \(filled)) and its states as thin (within \(thick)) as those of simulated rings with the tuning and gain of "
      + "the recording, within half of that where the angle makes fewer than \(turns) whole turns or hardly visits a sector, "
      + "and its middle within \(formatted(LoopEvidence.plain.mostFilled)) where it visits all sectors and makes "
      + "\(LoopEvidence.plain.fewestTurns) turns or more; "
      + "of a torus, that its angles explain \(percent(TorusEvidence.leastShare)) of the covariances."
  }
}
