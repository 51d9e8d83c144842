/// Dimension 0: edges in filtration order join components (Kruskal's algorithm).
///
/// - Returns: the diameters at which components merge, those of length zero left out; the number of components at the
///   end; and the edges that close a cycle, the latest in the filtration first: those are the columns of dimension 1.
func mergeComponents(
  _ distances: RankedDistances
) -> (deaths: [Float], components: Int, cycleEdges: [UInt32]) {
  var parents = [Int32](unsafeUninitializedCapacity: distances.points) { buffer, count in
    for i in 0..<distances.points { buffer[i] = Int32(i) }
    count = distances.points
  }
  var deaths: [Float] = []
  var components = distances.points
  var cycleEdges: [UInt32] = []
  parents.withUnsafeMutableBufferPointer { parents in
    for edge in distances.edges {
      let (a, b) = (Int(edge >> 16), Int(edge & 0xFFFF))
      let (rootA, rootB) = (root(of: a, in: parents), root(of: b, in: parents))
      if rootA == rootB {
        cycleEdges.append(edge)
        continue
      }
      parents[rootA] = Int32(rootB)
      components -= 1
      let length = distances.values[Int(distances.rank(a, b))]
      if length > 0 { deaths.append(length) }
    }
  }
  cycleEdges.reverse()
  return (deaths, components, cycleEdges)
}

/// The representative of a component; every second parent on the way is shortened to its grandparent.
@inline(__always) private func root(of vertex: Int, in parents: UnsafeMutableBufferPointer<Int32>) -> Int {
  var vertex = vertex
  while Int(parents[vertex]) != vertex {
    parents[vertex] = parents[Int(parents[vertex])]
    vertex = Int(parents[vertex])
  }
  return vertex
}
