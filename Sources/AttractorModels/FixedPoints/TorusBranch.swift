import ArrayNumerics
import Foundation

/// The bump of a torus network while a parameter changes, in the states that the symmetry of the network leaves alone: products
/// of one form along both axes.
///
/// With W = w ⊗ w of one peak A, and g a form of the ring with the kernel A w (`RingShape`), A g(x) g(y) is a form of the
/// torus: u = c A g(x) g(y) rests where k A² (Σ g²)² c² − c + 1 = 0. The fold is where both heights are one.
public struct TorusBranch: Sendable, Equatable {
  /// One bump.
  public struct Point: Sendable, Equatable {
    /// Of the parameter.
    public var value: Double
    /// u at the bump's centre.
    public var height: Double
    /// The eigenvalues of the linearised dynamics without adaptation, times τ, largest first, without the two 0 of
    /// translations and the −1 that most others are.
    public var eigenvalues: [Double]
  }

  /// Along the branch: the high bump up to the fold, behind it the low one back to the start.
  public private(set) var points: [Point] = []
  /// Where no bump is held any more.
  public private(set) var folds: [Point] = []
  /// Where the bump becomes even activity, out of which it grows; the branch ends there.
  public private(set) var pitchforks: [Point] = []

  /// - Parameters:
  ///   - network: with joined ends; its grid is that of all.
  ///   - start: the first value of the parameter, which holds a bump.
  ///   - parameters: of the network with a value of the parameter.
  /// - Throws: `badParameter` where no bump is held at the start; `noConvergence`, `NumericsError`, `CancellationError`.
  public init(
    _ network: TorusNetwork, from start: Double, to end: Double, work: Work = Work(),
    parameters: @escaping (Double) throws -> AttractorParameters
  ) throws {
    var bumps = ProductBumps(grid: network.grid, parameters: parameters)
    guard let first = try bumps.bump(at: start), first.room >= 1 else {
      throw AttractorModelsError.badParameter(
        name: "the parameter that is followed", value: start, expected: "one that holds a bump")
    }
    let places = Self.places(from: start, to: end)
    var (last, limit): (Double, Double?) = (start, nil)
    for place in places.dropFirst() {
      try work.checkCancellation()
      if try bumps.isHeld(at: place) {
        last = place
      } else {
        limit = place
        break
      }
    }
    guard var beyond = limit else {
      points = try places.compactMap { try bumps.points(at: $0).first }
      return
    }
    while abs(beyond - last) > 1e-13 * max(abs(beyond), abs(last)) {
      let middle = (last + beyond) / 2
      if middle == last || middle == beyond { break }
      if try bumps.isHeld(at: middle) { last = middle } else { beyond = middle }
    }
    // Whether both heights meet there, or the form becomes even.
    let isFold = try bumps.bump(at: last).map { $0.room < 1 + 1e-6 } ?? false
    let steps = 40
    // Close together towards the end, where heights change like a root.
    let way = (0..<steps).map { step in
      let part = Double(steps - step) / Double(steps)
      return Self.place(last, to: start, part: part * part)
    }
    let both = try way.map { try bumps.points(at: $0) }
    guard let top = try bumps.points(at: last).first else { return }
    points = both.compactMap(\.first) + [top]
    if isFold {
      folds = [top]
      points += both.reversed().compactMap { $0.count == 2 ? $0[1] : nil }
    } else {
      pitchforks = [top]
    }
  }

  /// Over a range.
  private static func places(from start: Double, to end: Double) -> [Double] {
    let count = 60
    return (0...count).map { place(start, to: end, part: Double($0) / Double(count)) }
  }

  /// A part of the way from one value to another, by equal factors where these are far apart.
  private static func place(_ start: Double, to end: Double, part: Double) -> Double {
    if part == 0 { return start }
    if part == 1 { return end }
    let isWide = min(start, end) > 0 && max(start, end) / min(start, end) > 4
    return isWide ? start * pow(end / start, part) : start + (end - start) * part
  }
}

/// The bumps of a torus by the forms of its axis.
private struct ProductBumps {
  let grid: RingGrid
  let parameters: (Double) throws -> AttractorParameters
  /// The last form, its width and the peak of the kernel that it belongs to; forms are in proportion to one over that.
  private var form: (width: Double, peak: Double, shape: RingShape, ratio: Double)?

  init(grid: RingGrid, parameters: @escaping (Double) throws -> AttractorParameters) {
    (self.grid, self.parameters) = (grid, parameters)
  }

  struct Bump {
    /// k_c / k.
    var room: Double
    /// Σ of the squares of the form.
    var extent: Double
    var inhibition: Double
    /// The form's height.
    var peak: Double
    var productEigenvalues: [Double]
  }

  /// `nil` where no form has one bump.
  mutating func bump(at value: Double) throws -> Bump? {
    let axis = try RingNetwork(grid: grid, parameters: parameters(value)).withoutAdaptation()
    let amplitude = axis.parameters.peakWeight
    if form?.width != axis.parameters.width {
      let width = axis.parameters.width * 2 * .pi / grid.circumference
      let points = min(grid.count, max(64, 2 * Int((10 / width).rounded(.up))))
      let few = points < grid.count ? try axis.coarse(points: points) : axis
      let ratio = Double(grid.count) / Double(points)
      let shapes = try few.shapes(starts: 0).filter { $0.bumps == 1 }
      guard let shape = shapes.max(by: { $0.criticalInhibition < $1.criticalInhibition }) else {
        form = nil
        return nil
      }
      form = (axis.parameters.width, amplitude, shape, ratio)
    }
    guard let (_, ofForm, shape, ratio) = form else { return nil }
    let scale = ofForm / amplitude
    let sum = shape.extent * ratio * scale * scale
    let extent = amplitude * amplitude * sum * sum
    let top = (shape.values.max() ?? 0) * scale
    return Bump(
      room: 1 / (4 * axis.parameters.inhibition * extent), extent: extent, inhibition: axis.parameters.inhibition,
      peak: amplitude * top * top,
      productEigenvalues: shape.productEigenvalues.flatMap { y in shape.productEigenvalues.map { y * $0 } }.sorted(by: >))
  }

  mutating func isHeld(at value: Double) throws -> Bool { try bump(at: value).map { $0.room >= 1 } ?? false }

  /// The high bump and the low one.
  mutating func points(at value: Double) throws -> [TorusBranch.Point] {
    guard let bump = try bump(at: value) else { return [] }
    return RingShape.scales(inhibition: bump.inhibition, extent: bump.extent).map { scale in
      var values = RingShape.eigenvalues(of: bump.productEigenvalues, scale: scale)
      for _ in 0..<2 {
        if let translation = values.indices.min(by: { abs(values[$0]) < abs(values[$1]) }) { values.remove(at: translation) }
      }
      return TorusBranch.Point(value: value, height: scale * bump.peak, eigenvalues: values)
    }
  }
}
