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
    let dimension = parameters.cohomology.maxDimension
    return sentence {
      "Vietoris-Rips persistent cohomology of \(result.persistence.points) points was "
      if let error = result.approximation {
        "approximated from \(distance) by a sparse filtration, with births and deaths right up to the factor "
        "\(formatted(1 + error)), over Z/\(result.persistence.coefficient) up to dimension \(dimension) "
        "[@cavanna2015; @bauer2021]."
      } else {
        "computed from \(distance) over Z/\(result.persistence.coefficient) up to dimension \(dimension) "
        "and distance \(formatted(result.persistence.threshold)) [@bauer2021]."
      }
    }
  }
}
