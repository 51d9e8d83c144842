import ArrayNumerics
import Testing
import Topology

@Suite struct FarthestPointOrderTests {
  @Test func eachPointIsTheFarthestFromThoseBefore() throws {
    var random = TestPoints(seed: 51)
    for points in [random.cube(60, axes: 2), random.grid(60, axes: 2, side: 4)] {
      let distances = try distanceMatrix(of: points)
      let greedy = try farthestPointOrder(of: points)
      #expect(greedy.order.sorted() == Array(0..<60) && greedy.order[0] == 0 && greedy.radii[0] == .infinity)
      for step in 1..<60 {
        let gaps = (0..<60).map { point in greedy.order[..<step].map { distances[point, $0] }.min() ?? 0 }
        let farthest = gaps.max() ?? 0
        #expect(Float(greedy.radii[step]) == farthest)
        // Among equally far ones the lowest index; chosen points are at distance 0 from themselves.
        let candidates = (0..<60).filter { gaps[$0] == farthest && !greedy.order[..<step].contains($0) }
        #expect(greedy.order[step] == candidates.first)
      }
    }
  }
}
