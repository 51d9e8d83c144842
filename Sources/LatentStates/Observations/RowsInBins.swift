/// Between the centres of which bins of the decoder each row of the activity lies, for interpolation.
package struct RowsInBins: Sendable {
  /// Rows of the activity that lie in a bin of the decoder with data.
  package private(set) var rows: [Int] = []
  /// For each of them the place of the bin with the centre before it.
  package private(set) var first: [Int] = []
  /// The place of the bin with the centre after it; the same one at the end of a chain.
  package private(set) var second: [Int] = []
  /// How far it lies from the first centre to the second, 0 to 1.
  package private(set) var part: [Double] = []

  /// - Parameter bins: index of each row of the activity on its grid, ascending.
  package init(_ bins: [Int], in observations: LatentObservations) {
    let factor = Double(observations.factor)
    var place = 0
    for (row, bin) in bins.enumerated() {
      let home = bin / observations.factor
      while place < observations.count, observations.bins[place] < home { place += 1 }
      guard place < observations.count else { break }
      guard observations.bins[place] == home, observations.exposure[place] > 0 else { continue }
      rows.append(row)
      // Distance from the centre of the bin, in bins.
      let offset = (Double(bin) + 0.5) / factor - 0.5 - Double(home)
      if offset < 0, place > 0, !observations.restarts[place] {
        first.append(place - 1)
        second.append(place)
        part.append(1 + offset)
      } else if offset > 0, place + 1 < observations.count, !observations.restarts[place + 1] {
        first.append(place)
        second.append(place + 1)
        part.append(offset)
      } else {
        first.append(place)
        second.append(place)
        part.append(0)
      }
    }
  }
}
