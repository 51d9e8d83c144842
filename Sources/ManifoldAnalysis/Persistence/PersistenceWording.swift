import Schema
import Stages
import Topology

extension Persistence {
  public static func headline(_ result: PersistenceStageResult, parameters: PersistenceStageParameters) -> String {
    let persistence = result.persistence
    let counts = persistence.diagrams.enumerated().map { "\($1.count) H\($0)" }.joined(separator: ", ")
    return sentence {
      "\(persistence.points) points, bars: \(counts), over Z/\(persistence.coefficient) "
      "up to distance \(formatted(persistence.threshold))"
      if let error = result.approximation { ", births and deaths right up to the factor \(formatted(1 + error))" }
      "."
    }
  }

  public static func methods(_ parameters: PersistenceStageParameters, result: PersistenceStageResult) -> String {
    let isGiven = parameters.distanceMatrix || ![.auto, .pointCloud].contains(parameters.format)
    let distance = isGiven ? "the given distances" : "\(parameters.metric.rawValue) distances"
    return sentence {
      "Vietoris-Rips persistent cohomology of \(result.persistence.points) points was "
      if parameters.approximate == nil { "computed" } else { "approximated" }
      " from \(distance)"
      if !parameters.periods.isEmpty { " (periods \(parameters.periods.map { formatted($0) }.joined(separator: ", ")))" }
      if let error = parameters.approximate {
        " by a sparse filtration, with births and deaths right up to the factor \(formatted(1 + error)),"
      }
      " over Z/\(parameters.cohomology.coefficient) up to dimension \(parameters.cohomology.maxDimension)"
      if let threshold = parameters.threshold {
        " and distance \(formatted(threshold))"
      } else if parameters.approximate == nil {
        " and to the enclosing radius \(formatted(result.persistence.threshold))"
      }
      if parameters.approximate == nil { " [@bauer2021]." } else { " [@cavanna2015; @bauer2021]." }
    }
  }
}
