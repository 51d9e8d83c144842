import ArrayNumerics
import Foundation

/// Groups of cells with like spacing and orientation: Gaussians over ln λ and the angle modulo 60°, on a uniform background,
/// their
/// number by Schwarz's criterion.
package struct WrappedMixture: Sendable, Equatable {
  /// One group.
  package struct Component: Sendable, Equatable {
    /// m
    package var spacing: Double
    /// Degrees in [0, 60).
    package var orientation: Double
    /// Standard deviation of ln λ.
    package var logSpread: Double
    /// Standard deviation of the angle, degrees.
    package var angleSpread: Double
    /// Share of all cells.
    package var share: Double
  }

  /// Groups that were found otherwise, with mean and spread of their cells.
  ///
  /// - Parameters:
  ///   - groups: of each cell.
  ///   - smallest: groups with fewer cells are none.
  package init(groups: [Int], spacings: [Double], orientations: [Double], smallest: Int) {
    let sets = Dictionary(grouping: groups.indices) { groups[$0] }.values.filter { $0.count >= smallest }
    let found = sets.map { cells -> (component: Component, cells: [Int]) in
      let logs = cells.map { log(spacings[$0]) }
      let center = logs.reduce(0, +) / Double(cells.count)
      let turn = 2 * Double.pi / Self.period
      let (x, y) = cells.reduce((0.0, 0.0)) { ($0.0 + cos(turn * orientations[$1]), $0.1 + sin(turn * orientations[$1])) }
      let angle = wrapAngle(atan2(y, x)) / turn
      func deviation(_ squares: [Double]) -> Double { (squares.reduce(0, +) / Double(cells.count)).squareRoot() }
      let component = Component(
        spacing: exp(center), orientation: angle, logSpread: deviation(logs.map { ($0 - center) * ($0 - center) }),
        angleSpread: deviation(
          cells.map { cell in
            let step = (orientations[cell] - angle).remainder(dividingBy: Self.period)
            return step * step
          }), share: Double(cells.count) / Double(max(1, groups.count)))
      return (component, cells)
    }.sorted { ($0.component.spacing, $0.cells[0]) < ($1.component.spacing, $1.cells[0]) }
    var labels = [Int](repeating: -1, count: groups.count)
    for (label, group) in found.enumerated() { for cell in group.cells { labels[cell] = label } }
    (components, self.labels, criterion) = (found.map(\.component), labels, .nan)
  }

  /// By rising spacing.
  package let components: [Component]
  /// The group of each cell, -1 for the background.
  package let labels: [Int]
  /// Schwarz's criterion; lower is better.
  package let criterion: Double

  /// Spacings of the background, m.
  static let range = (low: 0.19, high: 0.95)
  /// Cells that are added to every group in mind: so many, with a spread of 2 % and 1.5°.
  static let prior = (cells: 4.0, logSpread: 0.02, angleSpread: 1.5)
  /// The period of the angle, degrees.
  static let period = 60.0

  /// - Parameters:
  ///   - spacings: m.
  ///   - orientations: degrees, modulo 60.
  ///   - most: the largest number of groups that is tried.
  ///   - smallest: groups with fewer cells are given back to the background.
  package init(
    spacings: [Double], orientations: [Double], most: Int = 6, smallest: Int = 5, starts: Int = 20, seed: UInt64
  ) {
    let low = min(Self.range.low, (spacings.min() ?? 1) * 0.95)
    let high = max(Self.range.high, (spacings.max() ?? 0) * 1.05)
    let data = zip(spacings, orientations).map { (z: log($0), angle: $1) }
    let background = 1 / ((log(high) - log(low)) * Self.period)
    var best = (criterion: -2 * Double(data.count) * log(background), components: [Component]())
    for count in 1...max(1, most) where count <= data.count {
      var winner: (likelihood: Double, components: [Component])?
      for start in 0..<starts {
        var stream = RandomStream(seed: seed, name: "groups of a mixture", count, start)
        let found = Self.fitted(data, count, background, &stream)
        if found.likelihood > winner?.likelihood ?? -.infinity { winner = found }
      }
      guard let winner else { continue }
      let criterion = -2 * winner.likelihood + 5 * Double(count) * log(Double(data.count))
      if criterion < best.criterion - 1e-9 { best = (criterion, winner.components) }
    }
    let ordered = best.components.sorted { ($0.spacing, $0.orientation) < ($1.spacing, $1.orientation) }
    let assigned = data.map { Self.label(of: $0, ordered, background) }
    let kept = ordered.indices.filter { group in assigned.count { $0 == group } >= smallest }
    components = kept.map { ordered[$0] }
    labels = assigned.map { kept.firstIndex(of: $0) ?? -1 }
    criterion = best.criterion
  }

  private typealias Point = (z: Double, angle: Double)

  private static func difference(_ a: Double, _ b: Double) -> Double {
    let d = a - b
    return d - period * (d / period).rounded()
  }

  private static func density(_ point: Point, _ group: Component) -> Double {
    let (u, v) = (
      (point.z - log(group.spacing)) / group.logSpread, difference(point.angle, group.orientation) / group.angleSpread
    )
    return group.share * exp(-0.5 * (u * u + v * v)) / (2 * .pi * group.logSpread * group.angleSpread)
  }

  private static func backgroundShare(_ groups: [Component]) -> Double { max(1e-6, 1 - groups.reduce(0) { $0 + $1.share }) }

  private static func label(of point: Point, _ groups: [Component], _ background: Double) -> Int {
    var best = (label: -1, density: backgroundShare(groups) * background)
    for (label, group) in groups.enumerated() where density(point, group) > best.density {
      best = (label, density(point, group))
    }
    return best.label
  }

  /// Expectation and maximisation from centres that are drawn far from each other.
  private static func fitted(
    _ data: [Point], _ count: Int, _ background: Double, _ stream: inout RandomStream
  ) -> (likelihood: Double, components: [Component]) {
    var groups = centres(data, count, &stream).map { point in
      Component(
        spacing: exp(point.z), orientation: point.angle, logSpread: 0.05, angleSpread: 4, share: 0.9 / Double(count))
    }
    var likelihood = -Double.infinity
    for _ in 0..<500 {
      var weights = Matrix(rows: data.count, columns: count, repeating: 0.0)
      var sum = 0.0
      for (row, point) in data.enumerated() {
        let densities = groups.map { density(point, $0) }
        let total = densities.reduce(backgroundShare(groups) * background, +)
        sum += log(total)
        for group in 0..<count { weights[row, group] = densities[group] / total }
      }
      if sum - likelihood < 1e-6 * max(1, abs(sum)), likelihood > -.infinity { break }
      likelihood = sum
      groups = groups.indices.map { updated(groups[$0], data, weights.column($0)) }
    }
    return (likelihood, groups)
  }

  private static func updated(_ group: Component, _ data: [Point], _ weights: [Double]) -> Component {
    let total = weights.reduce(0, +)
    guard total > 1e-9 else {
      var empty = group
      empty.share = 1e-9
      return empty
    }
    let z = zip(weights, data).reduce(0) { $0 + $1.0 * $1.1.z } / total
    let shift = zip(weights, data).reduce(0) { $0 + $1.0 * difference($1.1.angle, group.orientation) } / total
    let angle = group.orientation + shift
    let squaresZ = zip(weights, data).reduce(0) { $0 + $1.0 * ($1.1.z - z) * ($1.1.z - z) }
    let squaresAngle = zip(weights, data).reduce(0) { $0 + $1.0 * pow(difference($1.1.angle, angle), 2) }
    func spread(_ squares: Double, _ expected: Double) -> Double {
      ((squares + prior.cells * expected * expected) / (total + prior.cells)).squareRoot()
    }
    return Component(
      spacing: exp(z), orientation: angle - period * (angle / period).rounded(.down),
      logSpread: spread(squaresZ, prior.logSpread), angleSpread: spread(squaresAngle, prior.angleSpread),
      share: total / Double(data.count))
  }

  /// Points, the first at random, each further one with a probability that grows with the squared distance to those before.
  ///
  /// Source: Arthur and Vassilvitskii 2007, k-means++.
  private static func centres(_ data: [Point], _ count: Int, _ stream: inout RandomStream) -> [Point] {
    var chosen = [data[stream.integer(below: data.count)]]
    while chosen.count < count {
      let distances = data.map { point in
        chosen.map { (other: Point) -> Double in
          pow((point.z - other.z) / 0.05, 2) + pow(difference(point.angle, other.angle) / 4, 2)
        }.min() ?? 0
      }
      var place = stream.uniform() * distances.reduce(0, +)
      var index = 0
      while index < data.count - 1, place >= distances[index] {
        place -= distances[index]
        index += 1
      }
      chosen.append(data[index])
    }
    return chosen
  }
}
