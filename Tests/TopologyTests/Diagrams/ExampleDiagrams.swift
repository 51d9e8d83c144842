import Topology

/// A diagram from pairs of birth and death.
func diagram(_ pairs: [(Double, Double)]) -> [PersistencePair] {
  pairs.map { PersistencePair(birth: $0.0, death: $0.1) }
}

/// Two small diagrams with exact binary coordinates; the golden numbers of other programs in these tests are about them.
enum ExampleDiagrams {
  static let first = diagram([(0, 1), (0.25, 0.875), (0.5, 2), (1, 1.125), (0.125, 0.75), (1.5, 3)])
  static let second = diagram([(0.125, 1), (0.5, 1.75), (0.75, 1), (1.25, 3.25)])
}

extension TestPoints {
  /// Random bars; with `levels`, on a grid, so that many distances are equal.
  mutating func bars(_ count: Int, levels: Int? = nil) -> [PersistencePair] {
    (0..<count).map { _ in
      let birth = levels.map { Double(integer(below: $0)) / 8 } ?? next()
      let lifetime = levels.map { Double(1 + integer(below: $0)) / 8 } ?? next() * 0.6
      return PersistencePair(birth: birth, death: birth + lifetime)
    }
  }
}

/// The smallest value over all ways to match two diagrams with each other and the diagonal, by trying all of them.
func bestMatching(
  _ a: [PersistencePair], _ b: [PersistencePair], combine: (Double, Double) -> Double,
  distance: (PersistencePair, PersistencePair) -> Double, toDiagonal: (PersistencePair) -> Double
) -> Double {
  guard let first = a.first else { return b.reduce(0) { combine($0, toDiagonal($1)) } }
  let rest = Array(a.dropFirst())
  func best(_ others: [PersistencePair]) -> Double {
    bestMatching(rest, others, combine: combine, distance: distance, toDiagonal: toDiagonal)
  }
  var smallest = combine(toDiagonal(first), best(b))
  for index in b.indices {
    var others = b
    others.remove(at: index)
    smallest = min(smallest, combine(distance(first, b[index]), best(others)))
  }
  return smallest
}
