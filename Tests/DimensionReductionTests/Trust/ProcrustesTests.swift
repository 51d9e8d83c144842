import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct ProcrustesTests {
  @Test func turnedMirroredAndScaledIsTheSame() throws {
    let picture = TestPoints.random(200, 2, seed: 1)
    var other = picture
    for point in 0..<200 {
      let (x, y) = (picture[point, 0], picture[point, 1])
      other[point, 0] = 3 * (cos(0.7) * x + sin(0.7) * y) + 5
      other[point, 1] = 3 * (sin(0.7) * x - cos(0.7) * y) - 2
    }
    #expect(abs(try procrustesSimilarity(picture.map { Float($0) }, other.map { Float($0) }) - 1) < 1e-6)
    let random = TestPoints.random(200, 2, seed: 2)
    #expect(try procrustesSimilarity(picture.map { Float($0) }, random.map { Float($0) }) < 0.1)
  }

  /// Three points on a line against three in a right angle, by hand: (Σ s)² of the product of the unit pictures.
  @Test func agreesWithTheFormula() throws {
    let line = Matrix<Float>(rows: 3, columns: 2, elements: [-1, 0, 0, 0, 1, 0])
    let angle = Matrix<Float>(rows: 3, columns: 2, elements: [0, 0, 1, 0, 0, 1])
    // Centred: (−1/3, −1/3), (2/3, −1/3), (−1/3, 2/3), of sum of squares 4/3; the product with the line is (0, 1)/√2/√(4/3).
    #expect(abs(try procrustesSimilarity(line, angle) - 0.375) < 1e-6)
    #expect(throws: NumericsError.self) { try procrustesSimilarity(line, Matrix(rows: 2, columns: 2, repeating: 1)) }
  }
}
