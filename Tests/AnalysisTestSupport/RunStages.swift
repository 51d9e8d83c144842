import ArrayNumerics
import ManifoldAnalysis
import PopulationActivity
import Recordings
import Stages

/// The embedding of a recording, with the parameters that a test changes.
public func embed(
  _ recording: Recording, work: Work = Work(), _ change: (inout EmbeddingParameters) -> Void = { _ in }
) throws -> EmbeddingResult {
  var parameters = EmbeddingParameters()
  change(&parameters)
  return try Embedding.run(.recording(recording), parameters: parameters, context: RunContext(work: work))
}

/// The topology of an embedding.
public func analyseHomology(
  _ embedding: EmbeddingResult, work: Work = Work(), seed: UInt64 = 0,
  _ change: (inout HomologyParameters) -> Void
) throws -> HomologyResult {
  var parameters = HomologyParameters()
  change(&parameters)
  return try Homology.run(Results(embedding), parameters: parameters, context: RunContext(work: work, seed: seed))
}

/// The published decoder, which takes no time.
public func decode(
  _ embedding: EmbeddingResult, _ homology: HomologyResult, work: Work = Work(),
  _ change: (inout PopulationDecodingParameters) -> Void = { _ in }
) throws -> DecodingResult {
  var parameters = PopulationDecodingParameters()
  change(&parameters)
  return try PopulationDecoding.run(
    Results(embedding, homology), parameters: parameters, context: RunContext(work: work))
}

/// The latent decoder.
public func decodeLatent(
  _ embedding: EmbeddingResult, _ homology: HomologyResult, work: Work = Work(),
  _ change: (inout LatentDecodingParameters) -> Void = { _ in }
) throws -> DecodingResult {
  var parameters = LatentDecodingParameters()
  change(&parameters)
  return try LatentDecoding.run(
    .init(embedding: embedding, homology: homology), parameters: parameters, context: RunContext(work: work))
}

/// All spikes of a matrix of counts.
public func total(_ counts: Matrix<Int32>) -> Int { counts.elements.reduce(0) { $0 + Int($1) } }

/// Parameters small enough for the simulated sessions.
public func configureForSimulation(_ parameters: inout HomologyParameters) {
  parameters.cloud.stride = 5
  parameters.cloud.active = 1500
  parameters.cloud.neighbours = 120
  parameters.cloud.landmarks = 220
  parameters.cloud.landmarkNeighbours = 140
  parameters.shuffles = 19
}
