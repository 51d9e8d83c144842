import ArrayNumerics
import Foundation
import RecordingAnalysis
import Recordings
import Stages

func embed(
  _ recording: Recording, work: Work = Work(), _ change: (inout EmbeddingParameters) -> Void = { _ in }
) throws -> EmbeddingResult {
  var parameters = EmbeddingParameters()
  change(&parameters)
  return try Embedding.run(
    .init(recording: recording), parameters: parameters, context: RunContext(work: work))
}

func analyseHomology(
  _ embedding: EmbeddingResult, work: Work = Work(), seed: UInt64 = 0,
  _ change: (inout HomologyParameters) -> Void
) throws -> HomologyResult {
  var parameters = HomologyParameters()
  change(&parameters)
  return try Homology.run(
    .init(embedding: embedding), parameters: parameters, context: RunContext(work: work, seed: seed))
}

func decode(
  _ embedding: EmbeddingResult, _ homology: HomologyResult, work: Work = Work(),
  _ change: (inout DecodingParameters) -> Void = { _ in }
) throws -> DecodingResult {
  var parameters = DecodingParameters()
  // The published decoder unless a test says otherwise: it takes no time.
  parameters.decoder = .population
  change(&parameters)
  return try Decoding.run(
    .init(embedding: embedding, homology: homology), parameters: parameters, context: RunContext(work: work))
}

func total(_ counts: Matrix<Int32>) -> Int { counts.elements.reduce(0) { $0 + Int($1) } }

/// |mean exp(i (a - b))|, 1 when two angles differ by a constant.
func resultant(_ a: [Double], _ b: [Double]) -> Double {
  let differences = zip(a, b).map { $0 - $1 }
  let c = differences.reduce(0) { $0 + cos($1) }
  let s = differences.reduce(0) { $0 + sin($1) }
  return hypot(c, s) / Double(differences.count)
}

/// The same, whichever way round the second angle runs.
func agreement(_ a: [Double], _ b: [Double]) -> Double { max(resultant(a, b), resultant(a, b.map { -$0 })) }

func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool { abs(a - b) <= tolerance }

/// The bytes of every array of a result, to compare results to the last bit.
func fingerprint(_ result: some StageResult) -> [String: DataArray] {
  Dictionary(uniqueKeysWithValues: result.arrays.map { ($0.key, $0.array) })
}

/// True when two sets of arrays agree bit by bit, NaN equal to NaN.
func identical(_ a: [String: DataArray], _ b: [String: DataArray]) -> Bool {
  guard a.keys.sorted() == b.keys.sorted() else { return false }
  return a.allSatisfy { key, array in
    guard let other = b[key], array.shape == other.shape else { return false }
    switch (array.storage, other.storage) {
    case (.float64(let a), .float64(let b)): return a.map(\.bitPattern) == b.map(\.bitPattern)
    case (.float32(let a), .float32(let b)): return a.map(\.bitPattern) == b.map(\.bitPattern)
    default: return array == other
    }
  }
}

extension Recording {
  var spikeTrains: [SpikeTrain] {
    if case .trains(let trains)? = spikes { trains } else { [] }
  }
}
