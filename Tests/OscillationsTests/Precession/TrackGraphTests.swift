import ArrayNumerics
import Foundation
import Oscillations
import Testing

@Suite struct TrackGraphTests {
  /// A T: a stem of 1 m upward, and arms of 0.6 m to both sides.
  private static let stem = (SIMD2(0.0, 0.0), SIMD2(0.0, 1.0))
  private static let left = (SIMD2(0.0, 1.0), SIMD2(-0.6, 1.0))
  private static let right = (SIMD2(0.0, 1.0), SIMD2(0.6, 1.0))

  private func run(_ corners: [SIMD2<Double>], scatter: Double = 0, seed: UInt64 = 1) -> (x: [Double], y: [Double]) {
    var stream = RandomStream(seed: seed, name: "track")
    var (x, y) = ([Double](), [Double]())
    for (a, b) in zip(corners, corners.dropFirst()) {
      let steps = max(1, Int((((a - b) * (a - b)).sum()).squareRoot() / 0.01))
      for step in 0..<steps {
        let place = a + (b - a) * (Double(step) / Double(steps))
        x.append(place.x + scatter * stream.normal())
        y.append(place.y + scatter * stream.normal())
      }
    }
    return (x, y)
  }

  @Test func theRoutesOfATRunFromEndToEnd() throws {
    let graph = try #require(TrackGraph([Self.stem, Self.left, Self.right]))
    #expect(graph.nodes.count == 4 && graph.ends == [0, 2, 3])
    let (home, crossing, a, b) = (SIMD2(0.0, 0.0), SIMD2(0.0, 1.0), SIMD2(-0.6, 1.0), SIMD2(0.6, 1.0))
    let path = run([home, crossing, a, crossing, home, crossing, b, crossing, home], scatter: 0.01)
    let routes = graph.routes(path.x, path.y)
    #expect(routes.map { [$0.from, $0.to] } == [[0, 2], [0, 3], [2, 3]])
    func known(_ route: Int) -> [Double] { routes[route].position.filter(\.isFinite) }
    // 320 samples to the left and back, as many to the right, none from arm to arm.
    #expect(abs(known(0).count - 320) < 25 && abs(known(1).count - 320) < 25 && known(2).isEmpty)
    #expect((known(0).max() ?? 0) > 1.55 && (known(0).max() ?? 9) < 1.601 && (known(0).min() ?? 9) < 0.05)
    // No sample is on two routes, and on the way the distance grows by a centimetre a sample.
    #expect(path.x.indices.allSatisfy { sample in routes.count { $0.position[sample].isFinite } <= 1 })
    let steps = (20..<140).map { routes[0].position[$0 + 10] - routes[0].position[$0] }
    #expect(steps.allSatisfy { abs($0 - 0.1) < 0.08 })
  }

  @Test func staysAtAnEndAreSharedWhateverTheScatter() throws {
    let graph = try #require(TrackGraph([Self.stem, Self.left, Self.right]))
    let (home, crossing, a) = (SIMD2(0.0, 0.0), SIMD2(0.0, 1.0), SIMD2(-0.6, 1.0))
    for seed in 0..<10 {
      var stream = RandomStream(seed: UInt64(seed), name: "stay")
      var path = (x: [Double](), y: [Double]())
      func add(_ other: (x: [Double], y: [Double])) { path = (path.x + other.x, path.y + other.y) }
      // There, 201 samples at the end of the arm, back, and the same at home.
      for _ in 0..<3 {
        add(run([home, crossing, a], scatter: 0.02, seed: stream.next()))
        add((x: (0..<201).map { _ in a.x + 0.03 * stream.normal() }, y: (0..<201).map { _ in a.y + 0.03 * stream.normal() }))
        add(run([a, crossing, home], scatter: 0.02, seed: stream.next()))
        add((x: (0..<201).map { _ in 0.03 * stream.normal() }, y: (0..<201).map { _ in 0.03 * stream.normal() }))
      }
      let routes = graph.routes(path.x, path.y)
      let on = path.x.indices.map { sample in routes.count { $0.position[sample].isFinite } }
      #expect(on.allSatisfy { $0 <= 1 })
      // Nothing is lost but half of the first and of the last stay.
      #expect(on.reduce(0, +) > path.x.count - 160)
    }
  }

  @Test func runsThatTurnBackAreInNoRoute() throws {
    let graph = try #require(TrackGraph([Self.stem, Self.left, Self.right]))
    let (home, middle) = (SIMD2(0.0, 0.0), SIMD2(0.0, 0.6))
    let path = run([home, middle, home, middle, home])
    #expect(graph.routes(path.x, path.y).allSatisfy { $0.position.allSatisfy { $0.isNaN } })
  }

  @Test func besideACornerThePlaceStaysOnItsArm() throws {
    let graph = try #require(TrackGraph([Self.stem, Self.left, Self.right]))
    let path = run([SIMD2(0, 0), SIMD2(0, 1), SIMD2(-0.6, 1)], scatter: 0.02, seed: 4)
    let places = graph.places(path.x, path.y)
    // One change of arm, whatever the scatter.
    #expect(zip(places.edges, places.edges.dropFirst()).count { $0 != $1 } == 1)
    var (x, y) = path
    (x[50], y[50]) = (.nan, .nan)
    let gap = graph.places(x, y)
    #expect(gap.edges[50] == -1 && gap.along[50].isNaN && gap.edges[51] == 0)
  }

  @Test func aWHasThreeRoutesAndWhatDoesNotMeetIsRefused() throws {
    let arms = [-0.5, 0, 0.5].map { (SIMD2($0, 0.0), SIMD2($0, 0.8)) }
    let base = [(SIMD2(-0.5, 0.0), SIMD2(0.0, 0.02)), (SIMD2(0.0, 0.0), SIMD2(0.5, 0.0))]
    let graph = try #require(TrackGraph(arms + base))
    #expect(graph.ends.count == 3 && graph.routes([], []).count == 3)
    #expect(TrackGraph([Self.stem, (SIMD2(3, 3), SIMD2(4, 4))]) == nil)
    #expect(TrackGraph([(SIMD2(1, 1), SIMD2(1.01, 1))]) == nil && TrackGraph([]) == nil)
  }
}
