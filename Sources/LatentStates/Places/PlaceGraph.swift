/// The places that an animal goes to, bins of an arena or of a track, and its walk from one to the next.
package struct PlaceGraph: Sendable {
  /// Bins of the grid along y and along x; a track has one row.
  package let rows: Int
  package let columns: Int
  /// Number `row * columns + column` of each place on the grid, ascending.
  package let numbers: [Int]
  /// Place of each bin of the grid, −1 for one that was not visited.
  package let places: [Int]
  /// Four for each place: left, right, below and above; the place itself where the animal never was.
  private let neighbours: [Int32]

  /// How many places there are.
  package var count: Int { numbers.count }

  /// - Parameter visited: `[row * columns + column]`, bins that the animal may be in.
  package init(rows: Int, columns: Int, visited: [Bool]) {
    (self.rows, self.columns) = (rows, columns)
    let numbers = visited.indices.filter { visited[$0] }
    var places = [Int](repeating: -1, count: visited.count)
    for (place, number) in numbers.enumerated() { places[number] = place }
    neighbours = numbers.enumerated().flatMap { place, number -> [Int32] in
      let (row, column) = (number / columns, number % columns)
      return [(row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column)].map { row, column in
        guard (0..<rows).contains(row), (0..<columns).contains(column), places[row * columns + column] >= 0 else {
          return Int32(place)
        }
        return Int32(places[row * columns + column])
      }
    }
    (self.numbers, self.places) = (numbers, places)
  }

  /// Bins that the animal may be in: those that it visited, and those of whose neighbours more than half are such, again and
  /// again until none is added. Holes of an open field are filled; the wall beside a corridor, with three of eight neighbours,
  /// is not, and nothing is added beyond a straight border.
  ///
  /// - Parameter visited: `[row * columns + column]`. O(bins) for each ring that is filled.
  package static func reachable(_ visited: [Bool], rows: Int, columns: Int) -> [Bool] {
    var known = visited
    var open = visited.indices.filter { !visited[$0] }
    while true {
      let added = open.filter { number in
        let (row, column) = (number / columns, number % columns)
        var (inside, all) = (0, 0)
        for other in max(0, row - 1)...min(rows - 1, row + 1) {
          for beside in max(0, column - 1)...min(columns - 1, column + 1) where (other, beside) != (row, column) {
            all += 1
            if known[other * columns + beside] { inside += 1 }
          }
        }
        return 2 * inside > all
      }
      if added.isEmpty { return known }
      for number in added { known[number] = true }
      open.removeAll { known[$0] }
    }
  }

  /// One step of a walk: a distribution over the places becomes that after a bin of time.
  ///
  /// The walk goes to each neighbour with the same chance and stays where there is none, so that it keeps to where the animal
  /// goes, around corners too; its matrix is symmetric, and serves backward as well. O(steps · places).
  package func walk(_ distribution: inout [Double], _ walk: PlaceWalk, scratch: inout [Double]) {
    guard walk.rate > 0 else { return }
    for _ in 0..<walk.steps {
      scratch.withUnsafeMutableBufferPointer { next in
        let (now, neighbours) = (distribution.span, neighbours.span)
        for place in 0..<now.count {
          let around =
            now[Int(neighbours[4 &* place])] + now[Int(neighbours[4 &* place &+ 1])]
            + now[Int(neighbours[4 &* place &+ 2])] + now[Int(neighbours[4 &* place &+ 3])]
          next[place] = now[place] + walk.rate * (around - 4 * now[place])
        }
      }
      swap(&distribution, &scratch)
    }
  }
}

/// How far an animal goes in a bin of time: a random walk by so many small steps.
package struct PlaceWalk: Sendable, Equatable {
  /// Chance of each of the four neighbours in a small step.
  package let rate: Double
  /// Small steps in a bin of time.
  package let steps: Int

  /// - Parameter variance: of the displacement along each axis in a bin of time, in squared bins of the grid.
  package init(variance: Double) {
    // Each small step adds twice the rate; at a quarter nobody would stay.
    steps = max(1, min(1000, Int((variance / 0.4).rounded(.up))))
    rate = min(0.2, variance / 2 / Double(steps))
  }

  /// The variance along an axis that an animal's displacement over a span of time has, spread evenly over its bins, in the
  /// square of the unit of the positions.
  ///
  /// Animals run straight on: displacements over a second are larger than a walk of as many independent steps would have, and
  /// a walk that is fitted to single steps holds the animal back.
  ///
  /// - Parameters:
  ///   - axes: positions of each bin of time, one or two axes; NaN where unknown.
  ///   - isUsed: bins of time that count.
  ///   - restarts: true where a bin does not follow the one before.
  ///   - span: bins of time, 1 or more.
  /// - Returns: NaN where no two bins are that far from each other.
  package static func variance(ofStep axes: [[Double]], isUsed: [Bool], restarts: [Bool], span: Int) -> Double {
    var (sum, count) = (0.0, 0)
    var start = 0
    for bin in restarts.indices {
      if restarts[bin] { start = bin }
      let before = bin - span
      guard before >= start, isUsed[bin], isUsed[before] else { continue }
      let squares = axes.map { ($0[bin] - $0[before]) * ($0[bin] - $0[before]) }
      guard squares.allSatisfy(\.isFinite) else { continue }
      sum += squares.reduce(0, +)
      count += 1
    }
    return count > 0 ? sum / Double(count * axes.count * span) : .nan
  }
}
