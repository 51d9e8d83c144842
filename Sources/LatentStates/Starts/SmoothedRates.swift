import ArrayNumerics

/// Rates of every bin for the topology: counts smoothed within the recorded time and divided by the time that was recorded.
package func smoothedRates(_ observations: LatentObservations, sigma: Double, work: Work) throws -> Matrix<Float> {
  // A gap longer than the kernel is as good as one of its length.
  let width = sigma / observations.binWidth
  let longest = 1 + Int((4 * width).rounded(.up))
  var places = [0]
  for (before, bin) in zip(observations.bins, observations.bins.dropFirst()) {
    places.append(places[places.count - 1] + min(bin - before, longest))
  }
  let cells = observations.cells
  let length = (places.last ?? 0) + 1
  var columns = Matrix<Float>(rows: length, columns: cells + 1, repeating: 0)
  columns.withUnsafeMutableBufferPointer { dense in
    for bin in 0..<observations.count {
      for event in Int(observations.starts[bin])..<Int(observations.starts[bin + 1]) {
        dense[places[bin] * (cells + 1) + Int(observations.eventCells[event])] = observations.eventValues[event]
      }
      // The recorded time goes through the same filter, as one more column.
      dense[places[bin] * (cells + 1) + cells] = observations.exposure[bin]
    }
  }
  // The counts are let go here.
  columns = try gaussianFilterColumns(columns, sigma: width, border: .constant(0), work: work)
  var rates = Matrix<Float>(rows: observations.count, columns: cells, repeating: 0)
  rates.withUnsafeMutableBufferPointer { rates in
    columns.withUnsafeBufferPointer { filtered in
      for bin in 0..<observations.count {
        let row = places[bin] * (cells + 1)
        let time = max(filtered[row + cells], 1e-9)
        for cell in 0..<cells { rates[bin * cells + cell] = filtered[row + cell] / time }
      }
    }
  }
  return rates
}
