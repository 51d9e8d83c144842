import ArrayNumerics

/// Rates for decoding: the counts of the kept bins, smoothed on the full grid and divided by the kernel's weight over the kept
/// bins, so that a gap in the recording is no silence.
///
/// - Returns: `[T, N]` with the rows of the embedding, in counts per bin.
package func decodingRates(_ embedding: EmbeddingResult, sigma: Double, work: Work) throws -> Matrix<Float> {
  let width = sigma / embedding.binWidth
  if let signal = embedding.signal { return try decodingSignals(signal, embedding, width: width, work: work) }
  let complete = embedding.bins.count == embedding.fullBinCount
  let cells = embedding.counts.columns
  var counts = embedding.counts
  if !complete {
    counts = Matrix(rows: embedding.fullBinCount, columns: cells, repeating: 0)
    counts.withUnsafeMutableBufferPointer { full in
      embedding.counts.withUnsafeBufferPointer { kept in
        for (row, bin) in embedding.bins.enumerated() {
          for cell in 0..<cells { full[bin * cells + cell] = kept[row * cells + cell] }
        }
      }
    }
  }
  var kept = [Double](repeating: 0, count: embedding.fullBinCount)
  for bin in embedding.bins { kept[bin] = 1 }
  let weight = try gaussianFilter(kept, sigma: width, border: .constant(0))
  var rates = try gaussianFilterOfCounts(counts: counts, sigma: width, work: work)
  if !complete { rates = rates.selectingRows(embedding.bins) }
  rates.withUnsafeMutableBufferPointer { rates in
    for (row, bin) in embedding.bins.enumerated() {
      let factor = Float(1 / weight[bin])
      if factor == 1 { continue }
      for cell in 0..<cells { rates[row * cells + cell] *= factor }
    }
  }
  return rates
}

/// The same for calcium signals.
private func decodingSignals(
  _ signal: Matrix<Float>, _ embedding: EmbeddingResult, width: Double, work: Work
) throws -> Matrix<Float> {
  var full = Matrix<Float>(rows: embedding.fullBinCount, columns: signal.columns, repeating: 0)
  var kept = [Double](repeating: 0, count: embedding.fullBinCount)
  for (row, bin) in embedding.bins.enumerated() {
    kept[bin] = 1
    for cell in 0..<signal.columns { full[bin, cell] = signal[row, cell] }
  }
  let weight = try gaussianFilter(kept, sigma: width, border: .constant(0))
  var rates = try gaussianFilterColumns(full, sigma: width, border: .constant(0), work: work)
    .selectingRows(embedding.bins)
  for (row, bin) in embedding.bins.enumerated() {
    let factor = Float(1 / weight[bin])
    for cell in 0..<rates.columns { rates[row, cell] *= factor }
  }
  return rates
}
