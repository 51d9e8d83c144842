import ArrayNumerics
import Foundation
import Testing
import Topology

/// Diagrams computed with ripser.py 0.6.15 (single precision) on points that the tests make again by the same formulas.
@Suite struct KnownSpacesTests {
  /// The bars of a dimension: how many (with essential ones), the longest finite ones, and the sum of finite lifetimes.
  private func expectBars(
    _ result: PersistenceResult, _ dimension: Int, count: Int, longest: [(Double, Double)], sum: Double
  ) {
    let diagram = result.diagrams[dimension]
    let finite = diagram.filter { !$0.isEssential }
    #expect(diagram.count == count)
    #expect(abs(finite.reduce(0) { $0 + $1.lifetime } - sum) < 1e-5 * max(1, sum))
    for (bar, (birth, death)) in zip(finite, longest) {
      #expect(abs(bar.birth - birth) < 1e-5 && abs(bar.death - death) < 1e-5)
    }
    #expect(finite.count >= longest.count)
  }

  @Test func circle() throws {
    var random = TestPoints(seed: 11)
    let result = try persistentCohomology(of: distanceMatrix(of: random.circle(40, noise: 0.1)))
    expectBars(result, 0, count: 40, longest: [(0, 0.5262268), (0, 0.3917767)], sum: 6.619543)
    expectBars(result, 1, count: 1, longest: [(0.6502792, 1.652558)], sum: 1.002279)
  }

  @Test func torus() throws {
    var random = TestPoints(seed: 12)
    let distances = try distanceMatrix(of: random.torus(60).points)
    let result = try persistentCohomology(of: distances, parameters: .init(maxDimension: 2))
    expectBars(
      result, 1, count: 15, longest: [(0.9015781, 1.783688), (0.9540589, 1.767488)], sum: 5.397479)
    expectBars(
      result, 2, count: 17, longest: [(1.699377, 1.971214), (1.818819, 1.96188)], sum: 1.368807)
  }

  @Test func figureEight() throws {
    var random = TestPoints(seed: 13)
    let circle = random.circle(24, noise: 0.05)
    let mirrored = (0..<24).flatMap { [2 - circle[$0, 0], circle[$0, 1]] }
    let points = Matrix(rows: 48, columns: 2, elements: circle.elements + mirrored)
    let result = try persistentCohomology(of: distanceMatrix(of: points))
    expectBars(
      result, 1, count: 5, longest: [(0.8102371, 1.771032), (0.8102371, 1.771032), (0.2234993, 0.2666653)],
      sum: 1.9834)
  }

  @Test func sphere() throws {
    let distances = try distanceMatrix(of: spiral(50))
    let result = try persistentCohomology(
      of: distances, parameters: .init(maxDimension: 2, coefficient: 3))
    expectBars(result, 1, count: 32, longest: [(0.4987904, 0.7261645)], sum: 2.983612)
    expectBars(result, 2, count: 1, longest: [(0.7261645, 1.681211)], sum: 0.9550461)
  }

  /// Lines through the origin of R^3: a loop and a cavity over Z/2 that are not there over Z/3.
  @Test func projectivePlane() throws {
    let sphere = spiral(60)
    var distances = Matrix<Float>(rows: 60, columns: 60, repeating: 0)
    for i in 0..<60 {
      for j in 0..<i {
        let product = (0..<3).reduce(0) { $0 + sphere[i, $1] * sphere[j, $1] }
        let angle = Float(acos(min(1, abs(product))))
        distances[i, j] = angle
        distances[j, i] = angle
      }
    }
    let two = try persistentCohomology(of: distances, parameters: .init(maxDimension: 2, coefficient: 2))
    expectBars(two, 1, count: 35, longest: [(0.3520355, 1.067748), (0.3644782, 0.5898936)], sum: 3.742572)
    expectBars(two, 2, count: 30, longest: [(0.5913917, 1.137407)], sum: 1.456517)
    let three = try persistentCohomology(of: distances, parameters: .init(maxDimension: 2, coefficient: 3))
    expectBars(three, 1, count: 35, longest: [(0.3445858, 0.5913917)], sum: 3.266216)
    expectBars(three, 2, count: 30, longest: [(1.067748, 1.147127)], sum: 0.9801607)
  }

  @Test func latticeWithTies() throws {
    var elements: [Double] = []
    for i in 0..<4 { for j in 0..<4 { for k in 0..<3 { elements += [Double(i), Double(j), Double(k)] } } }
    let distances = try distanceMatrix(of: Matrix(rows: 48, columns: 3, elements: elements))
    let result = try persistentCohomology(
      of: distances, parameters: .init(maxDimension: 2, coefficient: 2))
    expectBars(result, 0, count: 48, longest: [(0, 1)], sum: 47)
    expectBars(result, 1, count: 57, longest: [(1, 1.414214)], sum: 23.61017)
    #expect(result.diagrams[2].isEmpty)
  }

  /// Points spread evenly over the sphere along a golden spiral.
  private func spiral(_ count: Int) -> Matrix<Double> {
    let golden = Double.pi * (3 - 5.0.squareRoot())
    return Matrix(
      rows: count, columns: 3,
      elements: (0..<count).flatMap { k -> [Double] in
        let z = 1 - 2 * (Double(k) + 0.5) / Double(count)
        let radius = (1 - z * z).squareRoot()
        return [radius * cos(golden * Double(k)), radius * sin(golden * Double(k)), z]
      })
  }
}
