import ArrayNumerics
import DimensionReduction
import Testing

@Suite struct NeighbourDescentTests {
  /// Clusters in ten axes of thirty, with noise in all of them.
  private static func clusters(_ count: Int) -> Matrix<Double> {
    var stream = RandomStream(seed: 11, name: "descent")
    let centres = Matrix(rows: 12, columns: 10, elements: (0..<120).map { _ in 3 * stream.normal() })
    let mixing = Matrix(rows: 10, columns: 30, elements: (0..<300).map { _ in stream.normal() / 3 })
    var points = Matrix<Double>(rows: count, columns: 30, repeating: 0)
    for point in 0..<count {
      let own = (0..<10).map { centres[point % 12, $0] + stream.normal() }
      for axis in 0..<30 {
        points[point, axis] = (0..<10).reduce(0.3 * stream.normal()) { $0 + own[$1] * mixing[$1, axis] }
      }
    }
    return points
  }

  private static let noise: Matrix<Double> = {
    var stream = RandomStream(seed: 3, name: "noise")
    return Matrix(rows: 6000, columns: 30, elements: (0..<180_000).map { _ in stream.normal() })
  }()

  private func found(
    _ points: Matrix<Double>, _ method: NeighbourMethod, _ metric: NeighbourMetric = .euclidean, neighbours: Int = 14,
    seed: UInt64 = 1, threads: Int = 1
  ) throws -> NeighbourRows {
    try NeighbourRows(
      points, metric: metric, neighbours: neighbours, method: method, seed: seed, work: Work(threads: threads))
  }

  @Test(arguments: [NeighbourMetric.euclidean, .cosine], [4, 14, 60])
  func findsNearlyAllAndSaysHowMany(metric: NeighbourMetric, neighbours: Int) throws {
    let points = Self.clusters(4000)
    let exact = try found(points, .exact, metric, neighbours: neighbours)
    let near = try found(points, .descent, metric, neighbours: neighbours)
    var kept = 0
    for point in 0..<4000 {
      let own = near.indices.row(point)
      kept += Set(exact.indices.row(point)).intersection(own).count
      #expect(!own.contains(UInt32(point)) && Set(own).count == neighbours)
    }
    let recall = Double(kept) / Double(4000 * neighbours)
    #expect(recall > 0.98)
    #expect(exact.recall == nil)
    #expect(abs(try #require(near.recall) - recall) < 0.02)
    // What was found has the distances of the exact search, in its order.
    for point in stride(from: 0, to: 4000, by: 97) {
      let distances = Dictionary(uniqueKeysWithValues: zip(exact.indices.row(point), exact.distances.row(point)))
      for (other, distance) in zip(near.indices.row(point), near.distances.row(point)) {
        if let own = distances[other] { #expect(own.bitPattern == distance.bitPattern) }
      }
      #expect(near.distances.row(point).elementsEqual(near.distances.row(point).sorted()))
    }
  }

  /// Noise of the same size in thirty axes has no near neighbours: many are missed, and that is said.
  @Test func saysWhatItMisses() throws {
    let (exact, near) = (try found(Self.noise, .exact), try found(Self.noise, .descent))
    let kept = (0..<6000).reduce(0) { $0 + Set(exact.indices.row($1)).intersection(near.indices.row($1)).count }
    let recall = try #require(near.recall)
    #expect(abs(recall - Double(kept) / 84_000) < 0.02)
    #expect(recall < 0.999)
  }

  @Test func threadsChangeNothingAndSeedsDo() throws {
    let points = Self.clusters(2500)
    let one = try found(points, .descent)
    for threads in [2, 3] {
      let more = try found(points, .descent, threads: threads)
      #expect(more.indices == one.indices && more.distances == one.distances && more.recall == one.recall)
    }
    // Where all neighbours are found every seed finds the same.
    #expect(try found(Self.noise, .descent, seed: 1).indices != found(Self.noise, .descent, seed: 2).indices)
  }

  @Test func equalPointsAndFewPointsGetTheirNeighbours() throws {
    let same = Matrix(rows: 300, columns: 12, repeating: 2.0)
    let rows = try found(same, .descent)
    for point in 0..<300 { #expect(Set(rows.indices.row(point)).count == 14 && rows.distances[point, 13] == 0) }
    // More than a leaf holds.
    let few = try found(Self.clusters(90), .descent, neighbours: 89)
    #expect(try few.indices == found(Self.clusters(90), .exact, neighbours: 89).indices)
    #expect(few.recall == 1)
    #expect(throws: DimensionReductionError.tooManyNeighbours(requested: 91, points: 90)) {
      try found(Self.clusters(90), .descent, neighbours: 90)
    }
  }

  @Test func otherMetricsAreExact() throws {
    let points = Self.clusters(500)
    for metric in [NeighbourMetric.manhattan, .chebyshev] {
      #expect(try found(points, .descent, metric).recall == nil)
    }
    #expect(try found(points, .automatic).recall == nil)
  }
}
