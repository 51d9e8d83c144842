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

  @Test func aFilterTakesMemoryThatIsNotAligned() throws {
    let kernel = (0..<30).map { exp(-Double(min($0, 30 - $0))) }
    let filter = try PeriodicFilter(shape: [5, 6], kernel: kernel, isEven: false)
    let values = (0..<31).map { cos(Double(3 * $0)) }
    var (aligned, shifted) = ([Double](repeating: 0, count: 30), [Double](repeating: 0, count: 31))
    filter.apply(to: Array(values[1...]), into: &aligned)
    values.withUnsafeBufferPointer { x in
      shifted.withUnsafeMutableBufferPointer { y in
        if let from = x.baseAddress, let to = y.baseAddress { filter.apply(to: from + 1, into: to + 1) }
      }
    }
    #expect(Array(shifted[1...]) == aligned)
    let direct = (0..<30).map { out in
      (0..<30).reduce(0.0) { sum, input in
        let (row, column) = ((out / 6 - input / 6 + 5) % 5, (out % 6 - input % 6 + 6) % 6)
        return sum + kernel[row * 6 + column] * values[input + 1]
      }
    }
    #expect(relativeDifference(aligned, direct) < 1e-15)
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
