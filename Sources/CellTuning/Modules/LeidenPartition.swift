import ArrayNumerics
import Foundation

/// Groups of a weighted graph by the Leiden algorithm with the constant Potts model: nodes are moved, groups refined and drawn
/// together in turn until nothing changes (Traag, Waltman and van Eck 2019, doi:10.1038/s41598-019-41695-z; quality after
/// Traag, Van Dooren and Nesterov 2011, doi:10.1103/PhysRevE.84.016114).
package struct LeidenPartition: Sendable, Equatable {
  /// Group of each node, numbered by its first node.
  package let labels: [Int]
  /// Σ over groups of weights inside − γ n (n − 1) / 2.
  package let quality: Double

  /// Randomness of the refinement.
  private static let temperature = 0.01
  /// Gains below this are rounding.
  private static let least = 1e-12

  /// - Parameters:
  ///   - weights: symmetric, 0 or more; the diagonal does not count.
  ///   - resolution: γ; two groups are drawn together when the mean weight between them is larger.
  /// - Complexity: O(nodes²) for each of a few rounds.
  package init(_ weights: Matrix<Double>, resolution: Double, random: inout RandomStream) {
    var labels = Array(0..<weights.rows)
    var best = -Double.infinity
    for _ in 0..<20 {
      labels = Self.round(weights, from: labels, resolution, &random)
      let quality = Self.quality(weights, labels, resolution)
      if quality <= best + Self.least { break }
      best = quality
    }
    (self.labels, quality) = (Self.numbered(labels), Self.quality(weights, labels, resolution))
  }

  /// The quality of any partition.
  package static func quality(_ weights: Matrix<Double>, _ labels: [Int], _ resolution: Double) -> Double {
    var sum = 0.0
    for first in labels.indices {
      for second in 0..<first where labels[first] == labels[second] { sum += weights[first, second] - resolution }
    }
    return sum
  }

  /// Groups of nodes that more than half of several partitions hold together, through others too.
  package static func consensus(_ partitions: [LeidenPartition]) -> [Int] {
    let count = partitions.first?.labels.count ?? 0
    var labels = Array(0..<count)
    for first in 0..<count {
      for second in 0..<first where labels[first] != labels[second] {
        let together = partitions.count { $0.labels[first] == $0.labels[second] }
        guard 2 * together > partitions.count else { continue }
        let (kept, gone) = (min(labels[first], labels[second]), max(labels[first], labels[second]))
        for node in labels.indices where labels[node] == gone { labels[node] = kept }
      }
    }
    return numbered(labels)
  }

  private static func numbered(_ labels: [Int]) -> [Int] {
    var numbers: [Int: Int] = [:]
    return labels.map { label in
      let number = numbers[label] ?? numbers.count
      numbers[label] = number
      return number
    }
  }

  // MARK: Rounds

  private static func round(
    _ weights: Matrix<Double>, from start: [Int], _ resolution: Double, _ random: inout RandomStream
  ) -> [Int] {
    var graph = Graph(weights: weights, sizes: [Double](repeating: 1, count: weights.rows))
    // Node of the drawn-together graph that each original node is in.
    var node = Array(0..<weights.rows)
    var groups = numbered(start)
    while true {
      graph.move(&groups, resolution, &random)
      groups = numbered(groups)
      let count = (groups.max() ?? -1) + 1
      if count == graph.count { break }
      var refined = numbered(graph.refine(groups, resolution, &random))
      // Where refining left every node alone, the groups themselves are drawn together.
      if (refined.max() ?? -1) + 1 == graph.count { refined = groups }
      var next = [Int](repeating: 0, count: (refined.max() ?? -1) + 1)
      for place in refined.indices { next[refined[place]] = groups[place] }
      node = node.map { refined[$0] }
      graph = graph.drawnTogether(refined)
      groups = next
    }
    return node.map { groups[$0] }
  }

  /// Nodes that may stand for several.
  private struct Graph {
    var weights: Matrix<Double>
    var sizes: [Double]
    var count: Int { sizes.count }

    /// Moves single nodes to the group with the largest gain until none gains.
    func move(_ groups: inout [Int], _ resolution: Double, _ random: inout RandomStream) {
      var held = [Double](repeating: 0, count: count + 1)
      for node in groups.indices { held[groups[node]] += sizes[node] }
      var queue = shuffled(Array(0..<count), &random)
      var isQueued = [Bool](repeating: true, count: count)
      var next = 0
      while next < queue.count {
        let node = queue[next]
        next += 1
        isQueued[node] = false
        let own = groups[node]
        held[own] -= sizes[node]
        var to = [Double](repeating: 0, count: count + 1)
        for other in 0..<count where other != node { to[groups[other]] += weights[node, other] }
        var (best, gain) = (own, to[own] - resolution * sizes[node] * held[own])
        for group in 0..<count where group != own && held[group] > 0 {
          let other = to[group] - resolution * sizes[node] * held[group]
          if other > gain + LeidenPartition.least { (best, gain) = (group, other) }
        }
        // Alone.
        if gain < -LeidenPartition.least, let free = held.indices.first(where: { held[$0] <= 0 }) { best = free }
        groups[node] = best
        held[best] += sizes[node]
        guard best != own else { continue }
        for other in 0..<count where other != node && weights[node, other] > 0 && groups[other] != best && !isQueued[other] {
          queue.append(other)
          isQueued[other] = true
        }
      }
    }

    /// Splits each group into parts that are well connected: nodes join parts at random, likelier the more is gained.
    func refine(_ groups: [Int], _ resolution: Double, _ random: inout RandomStream) -> [Int] {
      var parts = Array(0..<count)
      for group in 0...(groups.max() ?? 0) {
        let members = groups.indices.filter { groups[$0] == group }
        let whole = members.reduce(0) { $0 + sizes[$1] }
        func outward(_ part: [Int]) -> (weight: Double, size: Double) {
          let inside = Set(part)
          let weight = part.reduce(0.0) { sum, node in
            sum + members.reduce(0.0) { inside.contains($1) ? $0 : $0 + weights[node, $1] }
          }
          return (weight, part.reduce(0) { $0 + sizes[$1] })
        }
        func isConnected(_ part: [Int]) -> Bool {
          let (weight, size) = outward(part)
          return weight >= resolution * size * (whole - size)
        }
        for node in shuffled(members, &random) where isConnected([node]) {
          // Only nodes that are still alone join.
          guard parts[node] == node, !members.contains(where: { $0 != node && parts[$0] == node }) else { continue }
          var choices: [(part: Int, gain: Double)] = [(node, 0)]
          for part in Set(members.map { parts[$0] }).sorted() where part != node {
            let others = members.filter { parts[$0] == part }
            guard isConnected(others) else { continue }
            let gain = others.reduce(0.0) { $0 + weights[node, $1] - resolution * sizes[node] * sizes[$1] }
            if gain >= 0 { choices.append((part, gain)) }
          }
          let top = choices.map(\.gain).max() ?? 0
          let odds = choices.map { exp(($0.gain - top) / LeidenPartition.temperature) }
          var rest = random.uniform() * odds.reduce(0, +)
          let chosen = odds.firstIndex {
            rest -= $0
            return rest < 0
          }
          parts[node] = choices[chosen ?? 0].part
        }
      }
      return parts
    }

    func drawnTogether(_ parts: [Int]) -> Graph {
      let count = (parts.max() ?? -1) + 1
      var graph = Graph(
        weights: Matrix(rows: count, columns: count, repeating: 0), sizes: [Double](repeating: 0, count: count))
      for first in parts.indices {
        graph.sizes[parts[first]] += sizes[first]
        for second in parts.indices where parts[first] != parts[second] {
          graph.weights[parts[first], parts[second]] += weights[first, second]
        }
      }
      return graph
    }

    private func shuffled(_ values: [Int], _ random: inout RandomStream) -> [Int] {
      var values = values
      for place in values.indices.dropFirst().reversed() { values.swapAt(place, random.integer(below: place + 1)) }
      return values
    }
  }
}

/// Modules as groups of like autocorrelograms: the alternative to a mixture over spacing and orientation.
///
/// - Parameters:
///   - autocorrelograms: of the cells, all of one shape, NaN where undefined.
///   - seeds: partitions of which those that agree are taken.
/// - Returns: the group of each cell, by its first cell. Pairs have the weight max(0, r) with Pearson's r over the lags of more
///   than two bins that both define. O(cells² · lags).
package func leidenModules(
  _ autocorrelograms: [Matrix<Double>], resolution: Double, seeds: Int = 20, seed: UInt64, work: Work
) throws -> [Int] {
  let count = autocorrelograms.count
  guard count > 1, let shape = autocorrelograms.first else { return Array(0..<count) }
  let lags = (0..<shape.count).filter { place in
    hypot(
      Double(place / shape.columns - shape.rows / 2), Double(place % shape.columns - shape.columns / 2)) > 2
  }
  let rows = try concurrentMap(count, work: work) { first in
    (0..<count).map { second -> Double in
      guard second < first else { return 0 }
      let (a, b) = (autocorrelograms[first].elements, autocorrelograms[second].elements)
      let both = lags.filter { a[$0].isFinite && b[$0].isFinite }
      guard both.count > 2, let r = try? pearsonCorrelation(both.map { a[$0] }, both.map { b[$0] }) else { return 0 }
      return r.isFinite ? max(0, r) : 0
    }
  }
  var weights = Matrix<Double>(rows: count, columns: count, repeating: 0)
  for first in 0..<count {
    for second in 0..<first { (weights[first, second], weights[second, first]) = (rows[first][second], rows[first][second]) }
  }
  let fixed = weights
  return LeidenPartition.consensus(
    try concurrentMap(seeds, work: work) { number in
      var random = RandomStream(seed: seed, name: "Leiden partitions", index: UInt64(number))
      return LeidenPartition(fixed, resolution: resolution, random: &random)
    })
}
