/// The bottleneck distance between two persistence diagrams: the smallest r for which their points can be matched, with
/// each other or with the diagonal, so that none moves by more than r in the L∞ norm.
///
/// Exact: the answer is a difference that occurs between the two diagrams, found by bisection over those differences
/// (their values, without storing them all), each step decided by two matchings. A matching that covers the points far from the
/// diagonal on one side and one that does so on the other side together give one that covers both (Mendelsohn and Dulmage
/// 1958), so the copies of the diagonal never enter. Matchings are those of Hopcroft and Karp (1973,
/// doi:10.1137/0202019), on edges listed from a window of births (after Kerber, Morozov and Nigmetov 2017,
/// doi:10.1145/3064175). Infinite bars are matched in the order of their births.
///
/// - Returns: the distance, in the unit of the diagrams; +infinity when the numbers of infinite bars differ.
/// - Throws: `TopologyError.invalidBar`.
/// - Complexity: about 30 matchings of O(e √n) with e the pairs within r of each other; memory O(n).
public func bottleneckDistance(_ first: [PersistencePair], _ second: [PersistencePair]) throws -> Double {
  let (a, b) = (try SplitDiagram(first), try SplitDiagram(second))
  guard a.essentialBirths.count == b.essentialBirths.count else { return .infinity }
  var atLeast = 0.0
  for (x, y) in zip(a.essentialBirths, b.essentialBirths) { atLeast = max(atLeast, abs(x - y)) }
  return BottleneckSearch(a, b).smallestRadius(from: atLeast)
}

/// Bisection over the candidates: the distances between points of the two diagrams, and of points from the diagonal.
private struct BottleneckSearch {
  let a: BirthOrderedPoints
  let b: BirthOrderedPoints
  /// Candidates that are collected and sorted; with more of them between the bounds, the interval is halved first.
  private static var mostCollected: Int { 1 << 20 }

  init(_ a: SplitDiagram, _ b: SplitDiagram) {
    self.a = BirthOrderedPoints(a)
    self.b = BirthOrderedPoints(b)
  }

  func smallestRadius(from atLeast: Double) -> Double {
    if isEnough(atLeast) { return atLeast }
    // Not enough, and enough: every point can go to the diagonal.
    var low = atLeast
    var high = max(a.longestHalfLife, b.longestHalfLife)
    while true {
      let middle = low + (high - low) / 2
      let (inside, candidates) = candidates(above: low, below: high)
      if let candidates {
        var (first, last) = (0, candidates.count)
        while first < last {
          let place = (first + last) / 2
          if isEnough(candidates[place]) { last = place } else { first = place + 1 }
        }
        return first < candidates.count ? candidates[first] : high
      }
      // Many equal values cannot be split further; neighbouring numbers leave nothing between.
      if inside == 0 || middle <= low || middle >= high { return high }
      if isEnough(middle) { high = middle } else { low = middle }
    }
  }

  /// The different candidates strictly between two bounds, ascending; nil when there are too many to collect.
  private func candidates(above low: Double, below high: Double) -> (count: Int, values: [Double]?) {
    var values: [Double] = []
    for points in [a, b] {
      for i in 0..<points.count where points.halfLives[i] > low && points.halfLives[i] < high {
        values.append(points.halfLives[i])
      }
    }
    for i in 0..<a.count {
      let window = b.window(around: a.births[i], within: high)
      for j in window {
        let value = max(abs(a.births[i] - b.births[j]), abs(a.deaths[i] - b.deaths[j]))
        if value > low && value < high { values.append(value) }
      }
      if values.count > Self.mostCollected { return (values.count, nil) }
    }
    values.sort()
    var kept = 0
    for value in values where kept == 0 || values[kept - 1] != value {
      values[kept] = value
      kept += 1
    }
    return (values.count, Array(values.prefix(kept)))
  }

  /// Whether no point needs to move by more than `radius`.
  private func isEnough(_ radius: Double) -> Bool {
    NearMatching(from: a, to: b, radius: radius).coversFarPoints()
      && NearMatching(from: b, to: a, radius: radius).coversFarPoints()
  }
}

/// The points of a diagram in the order of their births.
struct BirthOrderedPoints {
  let births: [Double]
  let deaths: [Double]
  let halfLives: [Double]
  let longestHalfLife: Double

  var count: Int { births.count }

  init(_ diagram: SplitDiagram) {
    let order = (0..<diagram.count).sorted { (diagram.births[$0], $0) < (diagram.births[$1], $1) }
    births = order.map { diagram.births[$0] }
    deaths = order.map { diagram.deaths[$0] }
    halfLives = order.map { DiagramNorm.maximum.toDiagonal(diagram.births[$0], diagram.deaths[$0]) }
    longestHalfLife = halfLives.max() ?? 0
  }

  /// The points whose births lie within `radius` of a value. Decided by the same rounded differences as the distances.
  func window(around birth: Double, within radius: Double) -> Range<Int> {
    let first = partition { birth - $0 > radius }
    return first..<max(first, partition { $0 - birth <= radius })
  }

  /// The number of leading births for which the condition holds.
  private func partition(_ holds: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(births[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
