import ArrayNumerics

/// Numbers that are written piece by piece, so that they need not all be in memory.
package struct NumberStream {
  package let count: Int
  /// Hands out all numbers in order; may be called again.
  package let forEachPiece: (_ body: ([Double]) throws -> Void) throws -> Void

  package init(count: Int, forEachPiece: @escaping (_ body: ([Double]) throws -> Void) throws -> Void) {
    self.count = count
    self.forEachPiece = forEachPiece
  }
}

/// What is written under a name: an array, one that is made when its turn comes, or a row of numbers of which only a piece is
/// in memory at a time.
package enum WrittenArray {
  case array(DataArray)
  case deferred(() throws -> DataArray)
  case stream(NumberStream)
}
