import Testing
import Topology

@Suite struct PersistenceImageTests {
  private let parameters = PersistenceImageParameters(
    births: 0...1.5, lifetimes: 0...2, columns: 3, rows: 4, sigma: 0.25, weight: .power(1))

  /// `persim.PersistenceImager(birth_range=(0, 1.5), pers_range=(0, 2), pixel_size=0.5, weight='persistence',
  /// weight_params={'n': 1.0}, kernel_params={'sigma': [[0.0625, 0], [0, 0.0625]]})`, transposed.
  @Test func agreesWithPersim() throws {
    let expected = [
      0.25966818076164316, 0.08010767379337234, 0.03758801927082817, 0.7546210083827292, 0.11925659602729358,
      0.02164218344839924, 0.623839372380853, 0.37808643143268, 0.3580095544852395, 0.3527062726866519,
      0.35846340594091136, 0.3579156790526036,
    ]
    let image = try persistenceImage(of: ExampleDiagrams.first, parameters: parameters)
    for (found, value) in zip(image.elements, expected) { #expect(abs(found - value) < 1e-12) }
  }

  /// Over a range that holds all kernels, the pixels add up to the weights.
  @Test func massIsTheSumOfTheWeights() throws {
    let wide = PersistenceImageParameters(
      births: -5...8, lifetimes: -5...8, columns: 40, rows: 30, sigma: 0.3, weight: .linear(fullLifetime: 2))
    let image = try persistenceImage(of: ExampleDiagrams.first + diagram([(0, .infinity)]), parameters: wide)
    let lifetimes = ExampleDiagrams.first.reduce(0) { $0 + $1.lifetime }
    #expect(abs(image.elements.reduce(0, +) - lifetimes / 2) < 1e-12)
  }

  @Test func anImageWithoutPixelsIsRefused() {
    var none = parameters
    none.sigma = 0
    #expect(throws: TopologyError.invalidImage(rows: 4, columns: 3, sigma: 0)) {
      try persistenceImage(of: [], parameters: none)
    }
  }
}
