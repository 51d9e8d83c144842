import ArrayNumerics

/// Persistent homology as the textbook has it: all simplices, the boundary matrix, columns reduced from left to right over
/// Z/p (Edelsbrunner and Harer 2010, chapter VII). Slow, and independent of the engine in every step.
func textbookDiagrams(
  _ distances: Matrix<Float>, maxDimension: Int, prime: Int, threshold: Float = .infinity
) -> [[[Double]]] {
  let n = distances.rows
  var simplices: [(vertices: [Int], diameter: Float)] = []
  func grow(_ vertices: [Int], _ diameter: Float) {
    simplices.append((vertices, diameter))
    if vertices.count == maxDimension + 2 { return }
    for next in (vertices.last ?? -1) + 1..<max(n, (vertices.last ?? -1) + 1) {
      let farthest = vertices.reduce(diameter) { max($0, distances[$1, next]) }
      if farthest <= threshold && farthest < .infinity { grow(vertices + [next], farthest) }
    }
  }
  for vertex in 0..<n { grow([vertex], 0) }
  simplices.sort { a, b in
    if a.diameter != b.diameter { return a.diameter < b.diameter }
    if a.vertices.count != b.vertices.count { return a.vertices.count < b.vertices.count }
    return a.vertices.lexicographicallyPrecedes(b.vertices)
  }
  let places = Dictionary(uniqueKeysWithValues: simplices.enumerated().map { ($1.vertices, $0) })
  var columns: [[Int: Int]] = []
  var columnOfPivot: [Int: Int] = [:]
  var isKiller = [Bool](repeating: false, count: simplices.count)
  var deaths: [Int: Int] = [:]
  for (number, simplex) in simplices.enumerated() {
    var column: [Int: Int] = [:]
    if simplex.vertices.count > 1 {
      for drop in simplex.vertices.indices {
        var facet = simplex.vertices
        facet.remove(at: drop)
        column[places[facet]!] = drop % 2 == 0 ? 1 : prime - 1
      }
    }
    while let pivot = column.keys.max(), let other = columnOfPivot[pivot] {
      let factor = column[pivot]! * inverse(columns[other][pivot]!, modulo: prime) % prime
      for (row, value) in columns[other] {
        let sum = (column[row, default: 0] + (prime - factor) * value) % prime
        column[row] = sum == 0 ? nil : sum
      }
    }
    if let pivot = column.keys.max() {
      columnOfPivot[pivot] = number
      isKiller[number] = true
      deaths[pivot] = number
    }
    columns.append(column)
  }
  var diagrams = [[[Double]]](repeating: [], count: maxDimension + 1)
  for (number, simplex) in simplices.enumerated() where !isKiller[number] {
    let dimension = simplex.vertices.count - 1
    if dimension > maxDimension { continue }
    let death = deaths[number].map { simplices[$0].diameter } ?? .infinity
    if death > simplex.diameter { diagrams[dimension].append([Double(simplex.diameter), Double(death)]) }
  }
  return diagrams.map { $0.sorted { $0.lexicographicallyPrecedes($1) } }
}

private func inverse(_ value: Int, modulo prime: Int) -> Int {
  (1..<prime).first { $0 * value % prime == 1 }!
}
