import ArrayNumerics
import DimensionReduction
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Recordings
import Stages
import Topology

/// A named piece of work: what it needs is made once and not measured; then it runs as often as asked.
struct Benchmark: Sendable {
  var name: String
  var summary: String
  /// Makes the input; the closure that it returns is what is measured, and tells in a few words what came out.
  var prepare: @Sendable (_ session: URL, _ context: RunContext) throws -> () throws -> String
}

extension Benchmark {
  static let all: [Benchmark] = [
    Benchmark(name: "read", summary: "the session from its file") { session, _ in
      return { "\(try RecordingReader.read(url: session).cellIDs.count) cells" }
    },
    Benchmark(name: "embed", summary: "rates and behaviour of all bins, no speed filter") {
      session, context in
      try embedding(of: session, speedFilter: false, context)
    },
    Benchmark(name: "embed-speed", summary: "the same with the speed filter") { session, context in
      try embedding(of: session, speedFilter: true, context)
    },
    Benchmark(name: "landmarks", summary: "landmarks and their distances") { session, context in
      let rates = try embedded(session, context).rates()
      return {
        let cloud = try landmarkCloud(rates: rates, work: context.work)
        return "\(cloud.landmarks.count) landmarks of \(cloud.rows.count) bins"
      }
    },
    Benchmark(name: "homology", summary: "persistent cohomology of the landmarks, H1, p = 47") {
      session, context in
      let cloud = try landmarkCloud(rates: try embedded(session, context).rates(), work: context.work)
      return {
        describe(
          try persistentCohomology(of: cloud.distances, parameters: homologyParameters, work: context.work))
      }
    },
    Benchmark(name: "tda", summary: "the whole stage without shuffles") { session, context in
      let embedding = try embedded(session, context)
      return { describe(try homology(of: embedding, context).persistence) }
    },
    Benchmark(name: "shuffle", summary: "one draw of the null: shift, landmarks, cohomology") {
      session, context in
      let prepared = try PreparedRates(try embedded(session, context).rates(), stride: 5)
      return {
        let shifts = (0..<prepared.cells).map { cell in
          var stream = RandomStream(seed: context.seed, name: "benchmark.shuffle", 0, cell)
          return stream.integer(below: prepared.bins)
        }
        let cloud = try landmarkCloud(
          prepared, shifts: shifts, parameters: LandmarkParameters(), work: context.work)
        return describe(
          try persistentCohomology(of: cloud.distances, parameters: homologyParameters, work: context.work))
      }
    },
    Benchmark(name: "decode", summary: "two circles at all bins with a spike") { session, context in
      let embedding = try embedded(session, context)
      let input = PopulationDecoding.Input(embedding, try homology(of: embedding, context))
      var parameters = PopulationDecodingParameters()
      parameters.shape.circles = .count(2)
      parameters.shape.anyway = true
      return { [parameters] in
        "\(try PopulationDecoding.run(input, parameters: parameters, context: context).rows.count) bins decoded"
      }
    },
  ]

  private static let homologyParameters = PersistenceParameters(
    maxDimension: 1, coefficient: 47, threshold: .largestFinite)

  private static func embedding(
    of session: URL, speedFilter: Bool, _ context: RunContext
  ) throws -> () throws -> String {
    let input = Embedding.Input(try RecordingReader.read(url: session))
    var parameters = EmbeddingParameters()
    parameters.speedFilter = speedFilter
    return { [parameters] in
      let rates = try Embedding.run(input, parameters: parameters, context: context).rates()
      return "\(rates.rows) x \(rates.columns)"
    }
  }

  private static func embedded(_ session: URL, _ context: RunContext) throws -> EmbeddingResult {
    var parameters = EmbeddingParameters()
    parameters.speedFilter = false
    let input = Embedding.Input(try RecordingReader.read(url: session))
    return try Embedding.run(input, parameters: parameters, context: context)
  }

  private static func homology(of embedding: EmbeddingResult, _ context: RunContext) throws -> HomologyResult {
    try Homology.run(
      Homology.Input(embedding), parameters: HomologyParameters(), context: context)
  }

  private static func describe(_ persistence: PersistenceResult) -> String {
    let longest = persistence.diagrams[1].prefix(3).map { pair in
      String(format: "%.3f", min(pair.death, persistence.threshold) - pair.birth)
    }
    return "\(persistence.diagrams[1].count) H1 bars, longest \(longest.joined(separator: ", "))"
  }
}
