import ArrayNumerics

extension Deferred {
  /// Some rows of a matrix, in the order given, without the others where they can be had so.
  ///
  /// - Throws: as the whole.
  public func rows<Scalar>(at places: some Collection<Int>) throws -> Value where Value == Matrix<Scalar> {
    if isWhole { return try self().selectingRows(places) }
    let places = Array(places)
    let order = places.indices.sorted { places[$0] < places[$1] }
    var next = 0
    var found: [Scalar] = []
    found.reserveCapacity(places.count * columns)
    try forEachPiece { range, piece in
      while next < order.count, range.contains(places[order[next]]) {
        found.append(contentsOf: piece.row(places[order[next]] - range.lowerBound))
        next += 1
      }
      return next < order.count
    }
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    let sorted = Matrix(rows: places.count, columns: columns, elements: found)
    return order == Array(places.indices) ? sorted : sorted.selectingRows(ranks)
  }
}

extension Deferred where Value == Matrix<Float> {
  /// All rows, packed, so that they can be passed over again and again.
  ///
  /// - Parameter adapt: what is made of some rows; no other rows count, and it leaves their number.
  /// - Throws: as the whole, and what `adapt` throws.
  public func packed(columns: Int? = nil, _ adapt: (Matrix<Float>) throws -> Matrix<Float> = { $0 }) throws -> PackedRows {
    var packed = PackedRows(columns: columns ?? self.columns)
    try forEachPiece { _, piece in
      packed.append(try adapt(piece))
      return true
    }
    return packed
  }
}
