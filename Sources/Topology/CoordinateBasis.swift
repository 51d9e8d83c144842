import ArrayNumerics

/// Puts the classes' coordinates together, in the reduced basis where there are two or more of them and it is asked for.
func combine(
  _ fits: [ClassFit], thresholds: [Double], points: Int, reducing: Bool, warnings: [String]
) -> LandmarkCoordinates {
  let count = fits.count
  var gram = gramMatrix(fits, thresholds: thresholds)
  var basis = (0..<count).map { i in (0..<count).map { $0 == i ? 1 : 0 } }
  var angle: Double?
  var ratio: Double?
  if let reduced = LatticeBasis(reducing: gram) {
    if count == 2 { (angle, ratio) = (reduced.angle, reduced.lengthRatio) }
    if reducing {
      basis = reduced.change
      gram = reduced.gram
    }
  }
  let outside = Set(fits.flatMap(\.outside))
  var angles = Matrix<Double>(rows: points, columns: count, repeating: .nan)
  for point in 0..<points {
    for circle in 0..<count {
      var turns = 0.0
      for (fit, factor) in zip(fits, basis[circle]) where factor != 0 {
        turns += !outside.contains(point) ? Double(factor) * fit.harmonic.function[point] : .nan
      }
      angles[point, circle] = wrapped(turns)
    }
  }
  return LandmarkCoordinates(
    angles: angles, thresholds: thresholds,
    residualEnergy: fits.map { $0.harmonic.energy / Double($0.graph.edges) },
    edgesUsed: fits.map(\.graph.edges), landmarksOutside: outside.sorted(),
    integerCocycle: fits.map { $0.violation == nil }, basis: basis, gram: gram, latticeAngle: angle,
    latticeRatio: ratio, warnings: warnings)
}

/// Turns to radians in [0, 2 pi).
private func wrapped(_ turns: Double) -> Double {
  let angle = 2 * Double.pi * (turns - turns.rounded(.down))
  return angle >= 2 * Double.pi ? 0 : angle
}

/// Mean over the edges that all graphs share of the product of two harmonic forms: those of the graph with the
/// smallest threshold, since the graphs are nested.
private func gramMatrix(_ fits: [ClassFit], thresholds: [Double]) -> [[Double]] {
  let count = fits.count
  guard let smallest = thresholds.indices.min(by: { thresholds[$0] < thresholds[$1] }) else { return [] }
  let shared = fits[smallest].graph
  var gram = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
  let forms = fits.map { fit -> [Double] in
    if fit.graph.edges == shared.edges { return fit.harmonic.form }
    var form: [Double] = []
    form.reserveCapacity(shared.edges)
    for i in 0..<shared.points {
      // Both rows ascend, and the shared one is part of the other.
      var place = fit.graph.starts[i]
      for edge in shared.starts[i]..<shared.starts[i + 1] {
        while fit.graph.neighbors[place] != shared.neighbors[edge] { place += 1 }
        form.append(fit.harmonic.form[place])
      }
    }
    return form
  }
  for i in 0..<count {
    for j in 0...i {
      var sum = 0.0
      for edge in 0..<shared.edges { sum += forms[i][edge] * forms[j][edge] }
      gram[i][j] = sum / Double(shared.edges)
      gram[j][i] = gram[i][j]
    }
  }
  return gram
}
