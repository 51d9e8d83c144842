import ArrayNumerics

/// The states of a ring that a reflection leaves alone: one value for each class of places that the reflection exchanges. The
/// two neurons of one place (doubled ends) belong to one class.
struct ReflectedRing {
  /// Where the reflection has its centre.
  enum Center {
    /// At the first place.
    case place
    /// Half way between the last place and the first.
    case gap
  }

  /// The first place of each class.
  let representatives: [Int]
  /// The class of every place.
  let classes: [Int]
  /// Neurons of each class.
  let multiplicity: [Double]
  /// The sum over a class of its weights to the first place of another, `[class, from class]`.
  let weights: Matrix<Double>

  /// The reflections under which a ring network is the same: about places and, where these are not all, about gaps.
  static func symmetries(of grid: RingGrid) -> [Center] {
    grid.ends == .joined && grid.count.isMultiple(of: 2) ? [.place, .gap] : [.place]
  }

  /// - Parameter weight: at a distance in radians.
  init(_ grid: RingGrid, _ center: Center = .place, weight: (Double) -> Double) {
    let places = grid.places
    let partner = (0..<places).map { center == .place ? (places - $0) % places : places - 1 - $0 }
    let first = (0..<places).filter { $0 <= partner[$0] }
    var classes = [Int](repeating: 0, count: places)
    for (index, place) in first.enumerated() {
      classes[place] = index
      classes[partner[place]] = index
    }
    let kernel = (0..<places).map { weight(Double(min($0, places - $0)) * grid.spacing) }
    var multiplicity = [Double](repeating: 0, count: first.count)
    var weights = Matrix<Double>(rows: first.count, columns: first.count, repeating: 0)
    for place in 0..<places {
      let neurons: Double = grid.ends == .doubled && place == 0 ? 2 : 1
      multiplicity[classes[place]] += neurons
      for (row, other) in first.enumerated() { weights[row, classes[place]] += neurons * kernel[abs(place - other)] }
    }
    representatives = first
    self.classes = classes
    self.multiplicity = multiplicity
    self.weights = weights
  }

  /// The values of all neurons.
  func unfolded(_ values: [Double], _ grid: RingGrid) -> [Double] {
    let places = classes.map { values[$0] }
    return grid.ends == .doubled ? places + [places[0]] : places
  }

  /// The values of the classes, of a state that the reflection leaves alone.
  func folded(_ state: [Double]) -> [Double] { representatives.map { state[$0] } }
}
