import ArrayNumerics

/// The pairs of length zero between the triangles and tetrahedra that enter together with one edge, and the triangles that
/// are left over, without reducing a matrix.
///
/// What enters with the edge (a, b) is its lune: a vertex w stands for the triangle abw, an edge uw for the tetrahedron abuw.
/// Pairing them is pairing the vertices and edges of a graph, which is Kruskal's algorithm: an edge that joins two
/// components is paired with the younger one's first vertex, and the cochain that a reduction would arrive at is constant
/// on that component. Triangles that start a component are left over; only those can bear a class of dimension 2. So all
/// the other columns, hundreds for each that matters, need not be reduced, and are made when a reduction meets their pivot.
final class LuneForest<Word: KeyWord> {
  private let apparent: ApparentPairs
  private let lunes: EdgeLunes
  private let binomials: Binomials
  private let field: PrimeField
  private let triangles: KeyLayout<Word>
  private let tetrahedra: KeyLayout<Word>
  /// Edges whose pairs are in the table already.
  private var isEntered: [Bool]
  private var graph: LuneGraph

  init(
    apparent: ApparentPairs, lunes: EdgeLunes, binomials: Binomials, field: PrimeField,
    triangles: KeyLayout<Word>, tetrahedra: KeyLayout<Word>
  ) {
    self.apparent = apparent
    self.lunes = lunes
    self.binomials = binomials
    self.field = field
    self.triangles = triangles
    self.tetrahedra = tetrahedra
    isEntered = [Bool](repeating: false, count: apparent.distances.edges.count)
    graph = LuneGraph(apparent.distances)
  }

  /// The triangles whose coboundary has to be reduced, latest in the filtration first: see `LeftoverTriangles`.
  func columns(deaths: PivotTable<Word>, work: Work) throws -> [Word] {
    try LeftoverTriangles(apparent: apparent, lunes: lunes, binomials: binomials, triangles: triangles, deaths: deaths)
      .columns(work: work)
  }

  /// Makes the columns of the edge that gives a tetrahedron its diameter, unless that has been done.
  ///
  /// - Returns: whether the tetrahedron is a pivot now.
  func enterPairs(
    around tetrahedron: Word, rank: Int32, pivots: PivotTable<Word>, reduced: inout ReducedColumns<Word>
  ) -> Bool {
    guard let (a, b, place) = longestEdge(of: tetrahedron, rank: rank), !isEntered[place] else { return false }
    isEntered[place] = true
    graph.joinComponents(a, b) { graph, component, u, w in
      let (inside, outside) = graph.isInside(u, component) ? (u, w) : (w, u)
      var entries = graph.members(component).map { vertex in
        triangles.key(
          rank: rank, index: binomials.index(a, b, vertex), coefficient: value(a, b, vertex, component))
      }
      entries.sort()
      let below = [a, b, inside].count { $0 < outside }
      let coefficient = value(a, b, inside, component)
      pivots.insert(
        tetrahedra.simplex(rank: rank, index: binomials.index(a, b, u, w)), column: reduced.count,
        coefficient: below % 2 == 0 ? coefficient : field.negate(coefficient))
      reduced.append(entries)
    }
    return pivots.find(tetrahedron) != nil
  }

  /// The one edge of the given rank in a tetrahedron, with its place; nil where edges are entangled.
  private func longestEdge(of tetrahedron: Word, rank: Int32) -> (a: Int, b: Int, place: Int)? {
    let distances = apparent.distances
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 4) { scratch in
      guard let vertices = scratch.baseAddress else { return nil }
      binomials.decode(tetrahedra.index(ofSimplex: tetrahedron), count: 4, into: vertices)
      for i in 1..<4 {
        for j in 0..<i where distances.rank(vertices[j], vertices[i]) == rank {
          let edge = UInt32(truncatingIfNeeded: vertices[j] << 16 | vertices[i])
          for place in lunes.places(ofRank: rank) where distances.edges[place] == edge {
            return lunes.kind(at: place) == .entangled ? nil : (vertices[j], vertices[i], place)
          }
        }
      }
      return nil
    }
  }

  /// The cochain on triangle abw that is 1 on abm and has no coboundary inside a component: constant on the triangles with
  /// their vertices in the order a, b, w; one transposition away from descending when w lies between.
  private func value(_ a: Int, _ b: Int, _ w: Int, _ m: Int) -> UInt32 {
    (b < w && w < a) == (b < m && m < a) ? 1 : field.negate(1)
  }
}
