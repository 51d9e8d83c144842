import ArrayNumerics

/// The simplices of one dimension (2 or more) whose coboundary has to be reduced: those that are in no apparent pair and
/// are not known to kill a class of the dimension below (clearing: Bauer 2021, section 3.3).
struct ColumnAssembly<Word: KeyWord> {
  let apparent: ApparentPairs
  let binomials: Binomials
  let layout: KeyLayout<Word>
  /// Pivots of the dimension below.
  let deaths: PivotTable<Word>

  /// The columns, without coefficient, in the order of reduction: latest in the filtration first. Parallel over the
  /// largest vertex.
  func columns(work: Work) throws -> [Word] {
    let n = apparent.distances.points
    let task = "simplices of dimension \(layout.dimension)"
    let parts = try concurrentMap(n, work: work) { step in
      if step % 64 == 0 { work.report(task, completed: step, of: n) }
      return columns(withLargestVertex: n - 1 - step)
    }
    var all = Array(parts.joined())
    all.sort(by: >)
    return all
  }

  private func columns(withLargestVertex largest: Int) -> [Word] {
    let stride = apparent.distances.stride
    let length = layout.dimension + 1
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * (length + 1)) { vertices in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * stride) { farthest in
        guard let vertices = vertices.baseAddress, let farthest = farthest.baseAddress else { return [] }
        var found: [Word] = []
        vertices[0] = largest
        extend(vertices, count: 1, rank: 0, farthest: farthest, into: &found)
        return found
      }
    }
  }

  /// Goes through the cliques that start with the given vertices; all but the last vertex by recursion.
  private func extend(
    _ vertices: UnsafeMutablePointer<Int>, count: Int, rank: Int32, farthest: UnsafeMutablePointer<Int32>,
    into found: inout [Word]
  ) {
    if count == layout.dimension {
      scanLastVertex(vertices, rank: rank, farthest: farthest, into: &found)
      return
    }
    let distances = apparent.distances
    for vertex in Swift.stride(from: vertices[count - 1] - 1, through: 0, by: -1) {
      var diameter = rank
      for i in 0..<count { diameter = max(diameter, distances.rank(vertices[i], vertex)) }
      if diameter == RankedDistances.absent { continue }
      vertices[count] = vertex
      extend(vertices, count: count + 1, rank: diameter, farthest: farthest, into: &found)
    }
  }

  /// Adds the last vertex, eight candidates at once, and keeps the simplices that need reduction.
  ///
  /// Most simplices have a vertex above their largest one in the lune and are then in an apparent pair without further
  /// tests; those are sorted out eight at a time.
  private func scanLastVertex(
    _ vertices: UnsafeMutablePointer<Int>, rank: Int32, farthest: UnsafeMutablePointer<Int32>,
    into found: inout [Word]
  ) {
    let distances = apparent.distances
    let count = layout.dimension
    let rows = VertexRows(distances, vertices, count: count)
    for start in Swift.stride(from: 0, to: distances.stride, by: 8) {
      UnsafeMutableRawPointer(farthest + start).storeBytes(
        of: rows.farthest(from: start), as: RankVector.self)
    }
    let last = vertices[count - 1]
    // Vertices above the largest one, those in the lune of the first vertices before the others: they are in the lune
    // of most simplices, so that most lanes close at the first few.
    let candidates = farthest + distances.stride
    var near = 0
    for vertex in vertices[0] + 1..<distances.points where farthest[vertex] <= rank {
      candidates[near] = Int32(truncatingIfNeeded: vertex)
      near &+= 1
    }
    var all = near
    for vertex in vertices[0] + 1..<distances.points
    where farthest[vertex] > rank && farthest[vertex] < RankedDistances.absent {
      candidates[all] = Int32(truncatingIfNeeded: vertex)
      all &+= 1
    }
    let prefix = RankVector(repeating: rank)
    let lanes = RankVector(0, 1, 2, 3, 4, 5, 6, 7)
    let absent = RankVector(repeating: RankedDistances.absent)
    for start in Swift.stride(from: 0, to: last, by: 8) {
      let diameters = pointwiseMax(loadRanks(farthest + start), prefix)
      var open = (diameters .< absent) .& (lanes .< RankVector(repeating: Int32(last - start)))
      if !any(open) { continue }
      var next = 0
      while next < near {
        open = open .& (loadRanks(distances.row(Int(candidates[next])) + start) .> diameters)
        if !any(open) { break }
        next &+= 1
      }
      if next < near { continue }
      while next < all {
        let candidate = Int(candidates[next])
        let reach = RankVector(repeating: farthest[candidate])
        open = open .& (pointwiseMax(loadRanks(distances.row(candidate) + start), reach) .> diameters)
        if !any(open) { break }
        next &+= 1
      }
      if next < all { continue }
      for lane in 0..<8 where open[lane] {
        vertices[count] = start &+ lane
        keepIfNeeded(vertices, rank: diameters[lane], into: &found)
      }
    }
  }

  @inline(__always) private func keepIfNeeded(
    _ vertices: UnsafeMutablePointer<Int>, rank: Int32, into found: inout [Word]
  ) {
    let length = layout.dimension &+ 1
    let scratch = vertices + length
    let paired =
      apparent.cofacetVertex(of: vertices, count: length, rank: rank, below: vertices[0], scratch: scratch)
      >= 0
      || apparent.facetPosition(of: vertices, count: length, rank: rank, facet: scratch) >= 0
    if paired { return }
    let simplex = layout.simplex(rank: rank, index: binomials.index(of: vertices, count: length))
    if deaths.find(simplex) == nil { found.append(simplex) }
  }
}
