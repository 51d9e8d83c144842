import ArrayNumerics
import DimensionReduction
import Testing

/// The loops for wide vectors give the bits of those for all processors.
@Suite(.enabled(if: hasWideVectors))
struct WideLoopsTests {
  private static func numbers(_ count: Int, _ name: String, from low: Double, to high: Double) -> [Float] {
    var stream = RandomStream(seed: 5, name: name)
    return (0..<count).map { _ in Float(low + (high - low) * stream.uniform()) }
  }

  /// Distances as they come: many of a size, some 0, one far beyond what the exponential resolves.
  private static let distances: [Float] = {
    var values = numbers(1008, "distances", from: 0, to: 1.5)
    for entry in stride(from: 0, to: 1008, by: 97) { values[entry] = 0 }
    values[500] = 1e4
    values[501] = .leastNonzeroMagnitude
    return values
  }()

  @Test(arguments: [0, 8, 1000, 1008], [0.01, 8, 700] as [Float])
  func sumsOfExponentials(count: Int, rate: Float) {
    let narrow = exponentialSums(Self.distances, count, rate, isWide: false)
    let wide = exponentialSums(Self.distances, count, rate, isWide: true)
    #expect(narrow.zeroth.bitPattern == wide.zeroth.bitPattern)
    #expect(narrow.first.bitPattern == wide.first.bitPattern)
    #expect(narrow.second.bitPattern == wide.second.bitPattern)
  }

  @Test(arguments: [0, 1, 3, 4, 1001, 1007], [1e-300, 0.002, 0.1, 50])
  func sumOfExponentials(count: Int, scale: Double) {
    let narrow = exponentialSum(Self.distances, count, scale: scale, isWide: false)
    let wide = exponentialSum(Self.distances, count, scale: scale, isWide: true)
    #expect(narrow.bitPattern == wide.bitPattern)
  }

  @Test func distancesOfUnitVectors() {
    // Unit vectors, two of them the same.
    let points = 70
    var table = Self.numbers(6 * points, "table", from: -1, to: 1).map { Double($0) }
    for point in 0..<points {
      let row = 6 * point..<6 * point + 6
      let length = row.reduce(0) { $0 + table[$1] * table[$1] }.squareRoot()
      for entry in row { table[entry] /= length }
    }
    for axis in 0..<6 { table[6 * 11 + axis] = table[6 * 3 + axis] }
    let others = (0..<72).map { UInt32($0 % points) }
    func distances(isWide: Bool) -> [UInt32] {
      table.withUnsafeBufferPointer { table in
        var result = [Float](repeating: -1, count: 72)
        guard let base = table.baseAddress else { return [] }
        CoordinateRows(coordinates: base, stride: 6, metric: .cosine, isWide: isWide)
          .distances(from: 3, to: others, count: 70, into: &result)
        return result.map(\.bitPattern)
      }
    }
    #expect(distances(isWide: true) == distances(isWide: false))
    #expect(distances(isWide: true)[11] == 0)
  }

  @Test(arguments: [-32_768, -900, 0, 900, 32_767] as [Int16])
  func directionsAboveALimit(limit: Int16) {
    let features = Self.numbers(6 * 192, "fractions", from: -32_767, to: 32_767).map { Int16($0) }
    let query = Self.numbers(6, "query", from: -32_767, to: 32_767).map { Int16($0) }
    for base in [0, 64, 128] {
      features.withUnsafeBufferPointer { features in
        guard let first = features.baseAddress else { return }
        let narrow = sixAxisDirections(first + base, stride: 192, query, above: SIMD8(repeating: limit))
        let wide = wideSixAxisDirections(first + base, stride: 192, query, above: limit)
        #expect(narrow == wide)
      }
    }
  }

  @Test func closenessAndHowManyReachIt() {
    let features = Self.numbers(6 * 128, "features", from: -1, to: 1)
    let query = Self.numbers(6, "near", from: -1, to: 1)
    var (narrow, wide) = ([Float](repeating: 0, count: 128), [Float](repeating: 0, count: 128))
    closeness(of: features, stride: 128, dimension: 6, metric: .cosine, to: query, into: &narrow, isWide: false)
    closeness(of: features, stride: 128, dimension: 6, metric: .cosine, to: query, into: &wide, isWide: true)
    #expect(narrow.map(\.bitPattern) == wide.map(\.bitPattern))
    for limit in [-10, narrow[5], 0.3, 10] as [Float] {
      let expected = narrow.count { $0 >= limit }
      #expect(countReaching(limit, narrow, 128, isWide: true) == expected)
      #expect(countReaching(limit, narrow, 128, isWide: false) == expected)
    }
  }

  @Test(arguments: [1, 3, 6, 17, 50]) func squaredDistancesToAllOthers(axes: Int) {
    let features = Self.numbers(axes * 128, "features", from: -1, to: 1)
    let query = Self.numbers(axes, "near", from: -1, to: 1)
    func values(isWide: Bool) -> [UInt32] {
      var result = [Float](repeating: 0, count: 128)
      closeness(of: features, stride: 128, dimension: axes, metric: .euclidean, to: query, into: &result, isWide: isWide)
      return result.map(\.bitPattern)
    }
    #expect(values(isWide: true) == values(isWide: false))
  }

  @Test(arguments: [1, 6, 8, 33]) func squaredDistancesOfRows(axes: Int) {
    let table = PointTable(
      Matrix(rows: 40, columns: axes, elements: Self.numbers(40 * axes, "rows", from: -3, to: 3)))
    let others = (0..<40).map { UInt32(39 - $0) }
    func squares(isWide: Bool) -> [Float] {
      var result = [Float](repeating: 0, count: 40)
      table.squares(from: 7, to: others, count: 40, into: &result, isWide: isWide)
      return result
    }
    let (wide, narrow) = (squares(isWide: true), squares(isWide: false))
    #expect(wide.map(\.bitPattern) == narrow.map(\.bitPattern))
    #expect(wide[32] == 0 && wide.count { $0 > 0 } == 39)
  }

  @Test(arguments: [2, 3, 9, 30], [4, 70]) func neighboursAndTheirOrder(axes: Int, neighbours: Int) throws {
    let search = try SearchPoints(
      Matrix(rows: 3000, columns: axes, elements: Self.numbers(3000 * axes, "points", from: -1, to: 1).map(Double.init)),
      metric: .euclidean)
    func rows(isWide: Bool) throws -> NeighbourRows {
      try NeighbourRows(
        NeighbourGraph(search, neighbours: neighbours, scales: false, isWide: isWide, work: Work()), work: Work())
    }
    let (wide, narrow) = (try rows(isWide: true), try rows(isWide: false))
    #expect(wide.indices == narrow.indices)
    #expect(wide.distances.elements.map(\.bitPattern) == narrow.distances.elements.map(\.bitPattern))
  }

  @Test func weightsOfEdges() {
    let rates = Self.numbers(50, "rates", from: 0.5, to: 30) + [.infinity]
    func weights(isWide: Bool) -> [UInt64] {
      let edges = EdgeBatch(capacity: 1000)
      defer { edges.deallocate() }
      for entry in 0..<1000 {
        (edges.mutual.distance[entry], edges.oneSided.distance[entry]) = (Self.distances[entry], Self.distances[entry])
        (edges.mutual.index[entry], edges.oneSided.index[entry]) = (UInt32(entry % 51), UInt32(entry % 51))
      }
      edges.weigh(997, 1000, rate: 7.5, rates: rates, isWide: isWide)
      return (0..<997).flatMap { [edges.mutual.weight[$0].bitPattern, edges.oneSided.weight[$0].bitPattern] }
    }
    #expect(weights(isWide: true) == weights(isWide: false))
  }
}
