import Foundation

extension DistanceKernel {
  /// The value at a distance of two neurons.
  func value(_ distance: Double) -> Double {
    let d = abs(distance)
    if d > cutoff { return 0 }
    switch shape {
    case .gaussian: return exp(-d * d / (2 * width * width))
    case .exponential: return exp(-d / width)
    case .vonMises: return exp((cos(d) - 1) / (width * width))
    case .cosine: return cos(d)
    case .box: return d <= width ? 1 : 0
    case .mexicanHat:
      let wide = width * ratio
      let dimensions = isPlane ? ratio * ratio : ratio
      return exp(-d * d / (2 * width * width)) - balance / dimensions * exp(-d * d / (2 * wide * wide))
    }
  }

  private var isPlane: Bool { geometry == .sheet || geometry == .torus }

  /// The place of a neuron among `count`; both coordinates in the plane.
  func place(_ neuron: Int, of count: Int) -> SIMD2<Double> {
    switch geometry {
    case .ring: return SIMD2(2 * .pi * Double(neuron) / Double(count), 0)
    case .line: return SIMD2(count > 1 ? Double(neuron) / Double(count - 1) : 0.5, 0)
    case .sheet, .torus:
      let side = Int(Double(count).squareRoot().rounded())
      let (row, column) = (Double(neuron / side), Double(neuron % side))
      if geometry == .torus { return SIMD2(column, row) * 2 * .pi / Double(side) }
      return SIMD2(column, row) / Double(max(1, side - 1))
    }
  }

  /// The distance from one place to another, shifted along the first coordinate; signed on ring and line.
  func distance(from source: SIMD2<Double>, to target: SIMD2<Double>) -> Double {
    var difference = target - source
    difference.x -= shift
    switch geometry {
    case .line: return difference.x
    case .ring: return remainder(difference.x, 2 * .pi)
    case .sheet: return (difference.x * difference.x + difference.y * difference.y).squareRoot()
    case .torus:
      let (x, y) = (remainder(difference.x, 2 * .pi), remainder(difference.y, 2 * .pi))
      return (x * x + y * y).squareRoot()
    }
  }

  /// What makes it unusable between populations of such sizes.
  func objection(sources: Int, targets: Int) -> (problem: String, remedy: String)? {
    guard width > 0 || shape == .cosine, width.isFinite else {
      return ("the width of the kernel is \(width)", "Give a positive width.")
    }
    guard ratio > 0, balance >= 0, cutoff >= 0, shift.isFinite else {
      return ("ratio, balance or cutoff of the kernel is out of range", "Give a positive ratio, and a cutoff of 0 or more.")
    }
    if isPlane {
      for count in [sources, targets] {
        let side = Int(Double(count).squareRoot().rounded())
        guard side * side == count else {
          return ("\(count) neurons make no square sheet", "Give a population a size that is a square number.")
        }
      }
    }
    if (shape == .cosine || shape == .vonMises) && geometry != .ring {
      return ("\(shape.rawValue) is a kernel of angles", "Take it with 'geometry: ring', or another kernel.")
    }
    if use == .probability && (shape == .cosine || shape == .mexicanHat) {
      return ("\(shape.rawValue) is below 0 somewhere, so it is no probability", "Take another kernel, or 'use: weight'.")
    }
    return nil
  }
}
