import ArrayNumerics

/// Rates for decoding: the counts or signals of the kept bins, smoothed on the full grid without taking a gap in the recording
/// for silence.
///
/// - Returns: `[T, N]` with the rows of the embedding, in counts per bin.
package func decodingRates(_ embedding: EmbeddingResult, sigma: Double, work: Work) throws -> Matrix<Float> {
  let (bins, gridBins, width) = (embedding.bins, embedding.fullBinCount, sigma / embedding.binWidth)
  if let signal = embedding.signal {
    return try gaussianFilterOfKeptRows(signal, at: bins, of: gridBins, sigma: width, work: work)
  }
  return try gaussianFilterOfKeptRows(counts: embedding.counts, at: bins, of: gridBins, sigma: width, work: work)
}
