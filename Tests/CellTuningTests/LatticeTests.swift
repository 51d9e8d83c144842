import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing

@Suite struct LatticeTests {
  private static let edges = (0...40).map { 0.025 * Double($0) }

  /// Spike counts of a cell on a lattice, 200 looks at each bin.
  ///
  /// - Parameters:
  ///   - first: shortest lattice vector, m; `second` the next.
  private static func counts(_ first: SIMD2<Double>, _ second: SIMD2<Double>, stream: UInt64) -> Matrix<Double> {
    let turn = 2 * Double.pi / (first.x * second.y - first.y * second.x)
    let (a, b) = (turn * SIMD2(second.y, -second.x), turn * SIMD2(-first.y, first.x))
    var random = RandomStream(seed: stream, name: "lattice")
    let elements = (0..<1600).map { place -> Double in
      let r = SIMD2(0.025 * (Double(place % 40) + 0.5), 0.025 * (Double(place / 40) + 0.5))
      let (u, v) = ((a * r).sum() + 1, (b * r).sum() + 2)
      return Double(random.poisson(mean: 3 * exp(1.5 * (cos(u) + cos(v) + cos(u - v) - 3) / 1.5)))
    }
    return Matrix(rows: 40, columns: 40, elements: elements)
  }

  private static func lattice(_ counts: Matrix<Double>) throws -> WaveLattice {
    let search = try LatticeSearch(
      occupancy: counts.map { _ in 1 }, xEdges: edges, yEdges: edges, range: 0.2...0.9)
    return try #require(try search.lattice(amounts: counts, squares: counts.elements.reduce(0, +)))
  }

  private static func vector(_ length: Double, _ degrees: Double) -> SIMD2<Double> {
    length * SIMD2(cos(degrees * .pi / 180), sin(degrees * .pi / 180))
  }

  @Test(arguments: [(0.45, 12.0), (0.31, 55.0), (0.6, 33.0)]) func regularLattices(spacing: Double, direction: Double) throws {
    let found = try Self.lattice(
      Self.counts(Self.vector(spacing, direction), Self.vector(spacing, direction + 60), stream: 1))
    #expect(close(found.spacing, spacing, 0.03 * spacing))
    #expect(abs((found.orientation - direction + 90).truncatingRemainder(dividingBy: 60) - 30) < 1)
    #expect(!found.isSheared)
    for axis in found.axes { #expect(close((axis * axis).sum().squareRoot(), spacing, 0.03 * spacing)) }
  }

  @Test func aShearedLatticeKeepsItsThreeAxes() throws {
    let (first, second) = (Self.vector(0.35, 20), Self.vector(0.45, 82))
    let found = try Self.lattice(Self.counts(first, second, stream: 2))
    #expect(found.isSheared)
    let third = second - first
    let expected = [first, second, third].map { ($0 * $0).sum().squareRoot() }
    for (axis, length) in zip(found.axes, expected) {
      #expect(close((axis * axis).sum().squareRoot(), length, 0.02 * length))
    }
  }

  /// A single field, a wall and nothing at all have no lattice of 20 to 90 cm; the search had led to thousands of kilometres.
  @Test func whatHasNoLatticeInTheRangeIsGivenNone() throws {
    let search = try LatticeSearch(
      occupancy: Matrix(rows: 40, columns: 40, repeating: 1), xEdges: Self.edges, yEdges: Self.edges, range: 0.2...0.9)
    for stream in 0..<30 as Range<UInt64> {
      var random = RandomStream(seed: stream, name: "no lattice")
      let map = (0..<1600).map { place -> Double in
        let (x, y) = (0.025 * Double(place % 40), 0.025 * Double(place / 40))
        let rate = [0.2, x < 0.1 ? 3 : 0.02, 4 * exp(-((x - 0.3) * (x - 0.3) + (y - 0.6) * (y - 0.6)) / 0.02)][Int(stream % 3)]
        return Double(random.poisson(mean: rate))
      }
      let amounts = Matrix(rows: 40, columns: 40, elements: map)
      guard let found = try search.lattice(amounts: amounts, squares: map.reduce(0, +)) else { continue }
      let lengths = found.axes.map { ($0 * $0).sum().squareRoot() }
      #expect((0.16...1.125).contains(found.spacing) && lengths.allSatisfy { (0.16...1.125).contains($0) }, "\(lengths)")
    }
  }

  @Test func theEllipseThroughThreePlacesIsTheirs() throws {
    // Points of an ellipse with semi-axes 5 and 3 whose longer one points at 30°.
    let turned = Double.pi / 6
    let places = [0.3, 1.4, 2.5].map { t -> SIMD2<Double> in
      let (u, v) = (5 * cos(t), 3 * sin(t))
      return SIMD2(u * cos(turned) - v * sin(turned), u * sin(turned) + v * cos(turned))
    }
    let ellipse = try #require(AutocorrelogramPeaks.ellipse(through: places))
    #expect(close(ellipse.major, 5, 1e-9) && close(ellipse.minor, 3, 1e-9) && close(ellipse.direction, turned, 1e-9))
    #expect(AutocorrelogramPeaks.ellipse(through: Array(places.prefix(2))) == nil)
  }

  @Test func theAreaWithinAContourIsThatOfTheDisc() throws {
    let map = Matrix(
      rows: 41, columns: 41,
      elements: (0..<1681).map { (bin: Int) -> Double in 12 - hypot(Double(bin % 41) - 20, Double(bin / 41) - 20) })
    let lines = ContourLines(map, level: 2)
    #expect(lines.lines.count == 1)
    let area = try #require(lines.areaOfLine(nearest: (20, 20)))
    #expect(close(area, .pi * 100, 1))
  }
}
