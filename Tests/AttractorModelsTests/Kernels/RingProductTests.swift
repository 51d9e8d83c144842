import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct RingProductTests {
  /// Against the dense product, on even, odd and prime rings.
  @Test(arguments: [8, 17, 64, 97, 512], RingGrid.Ends.allCases)
  func theProductIsThatOfTheDenseMatrix(_ count: Int, _ ends: RingGrid.Ends) throws {
    let grid = try RingGrid(count: count, ends: ends)
    for images in RingGaussian.Images.allCases {
      let gaussian = RingGaussian(width: 0.5, sharpness: 0.5, images: images)
      let kernel = { (d: Double) in gaussian.value(at: d, circumference: grid.circumference) }
      let rates = (0..<count).map { sin(Double($0 * $0)) + 0.3 }
      let x = grid.positions
      let dense = x.map { xi in zip(x, rates).reduce(0) { $0 + kernel(grid.distance(xi, $1.0)) * $1.1 } }
      var found = [Double](repeating: 0, count: count)
      try RingProduct(grid, kernel: kernel).apply(to: rates, into: &found, scale: 2)
      #expect(relativeDifference(found, dense.map { 2 * $0 }) < 1e-14)
    }
  }

  @Test(arguments: [9, 16, 97, 512])
  func theSeriesIsTheSumOfExponentials(_ count: Int) throws {
    let grid = try RingGrid(count: count)
    let profile = RingGaussian(width: 0.5, sharpness: 0.25, images: .nearest)
    let template = BumpTemplate(grid, profile)
    for step in 0..<200 {
      let position = -9 + 0.0917 * Double(step)
      let direct = grid.positions.map { 3 * profile.value(at: grid.distance($0, position), circumference: 2 * .pi) + 1 }
      var found = [Double](repeating: 1, count: count)
      template.add(at: position, amplitude: 3, to: &found)
      #expect(relativeDifference(found, direct) < 1e-14)
    }
  }

  @Test func distancesGoTheShorterWay() throws {
    let grid = try RingGrid(count: 10, lower: 0, circumference: 10)
    #expect(grid.distance(9, 1) == -2)
    #expect(grid.distance(1, 9) == 2)
    #expect(grid.distance(5, 0) == 5)
    #expect(grid.distance(0, 5) == 5)
    #expect(grid.spacing == 1)
    #expect(try RingGrid(count: 11, lower: 0, circumference: 10, ends: .doubled).spacing == 1)
  }
}
