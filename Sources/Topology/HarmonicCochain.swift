import ArrayNumerics

/// The harmonic representative of an integer cocycle on a graph: the function f that makes the squared length of
/// h(i, j) = f(j) - f(i) - z(i, j) smallest.
struct HarmonicCochain: Sendable {
  /// f, one value for each vertex; of all minimisers the one of smallest norm (mean zero on each component).
  let function: [Double]
  /// h, one value for each edge of the graph, smaller to larger vertex.
  let form: [Double]
  /// Sum of h^2.
  let energy: Double

  /// Solves the normal equations, a graph Laplacian, by conjugate gradients with the degrees as preconditioner
  /// (Hestenes and Stiefel 1952, doi:10.6028/jres.049.044). O(edges) for each iteration.
  ///
  /// - Parameter cocycle: its number, for error messages.
  /// - Throws: `TopologyError.notConverged`, `CancellationError`.
  init(of cochain: IntegerCochain, on graph: LandmarkGraph, cocycle: Int, work: Work) throws {
    let n = graph.points
    let degrees = graph.degrees()
    let components = graph.components()
    var residual = [Double](repeating: 0, count: n)
    for i in 0..<n {
      for place in graph.starts[i]..<graph.starts[i + 1] {
        let value = Double(cochain.values[place])
        residual[Int(graph.neighbors[place])] += value
        residual[i] -= value
      }
    }
    var f = [Double](repeating: 0, count: n)
    let target = 1e-12 * dot(residual, residual).squareRoot()
    var direction = zip(residual, degrees).map { $1 > 0 ? $0 / Double($1) : 0 }
    var product = dot(residual, direction)
    var iteration = 0
    let limit = 20 * n + 1000
    while dot(residual, residual).squareRoot() > target {
      try work.checkCancellation()
      let image = laplacian(graph, degrees, direction)
      let curvature = dot(direction, image)
      guard curvature > 0, iteration < limit else { break }
      let step = product / curvature
      for i in 0..<n {
        f[i] += step * direction[i]
        residual[i] -= step * image[i]
      }
      let scaled = zip(residual, degrees).map { $1 > 0 ? $0 / Double($1) : 0 }
      let next = dot(residual, scaled)
      for i in 0..<n { direction[i] = scaled[i] + next / product * direction[i] }
      product = next
      iteration += 1
    }
    let size = dot(residual, residual).squareRoot()
    if size > 1e6 * target && target > 0 {
      throw TopologyError.notConverged(
        cocycle: cocycle, relativeResidual: size / target * 1e-12, iterations: iteration)
    }
    subtractComponentMeans(&f, components)
    var form: [Double] = []
    form.reserveCapacity(graph.edges)
    for i in 0..<n {
      for place in graph.starts[i]..<graph.starts[i + 1] {
        form.append(f[Int(graph.neighbors[place])] - f[i] - Double(cochain.values[place]))
      }
    }
    function = f
    energy = dot(form, form)
    self.form = form
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in 0..<a.count { sum += a[i] * b[i] }
  return sum
}

private func laplacian(_ graph: LandmarkGraph, _ degrees: [Int], _ x: [Double]) -> [Double] {
  var image = [Double](repeating: 0, count: x.count)
  image.withUnsafeMutableBufferPointer { image in
    x.withUnsafeBufferPointer { x in
      graph.neighbors.withUnsafeBufferPointer { neighbors in
        for i in 0..<x.count {
          var sum = Double(degrees[i]) * x[i]
          for place in graph.starts[i]..<graph.starts[i + 1] {
            let j = Int(neighbors[place])
            sum -= x[j]
            image[j] -= x[i]
          }
          image[i] += sum
        }
      }
    }
  }
  return image
}

private func subtractComponentMeans(_ f: inout [Double], _ components: (ofVertex: [Int], count: Int)) {
  var sums = [Double](repeating: 0, count: components.count)
  var sizes = [Double](repeating: 0, count: components.count)
  for vertex in 0..<f.count {
    sums[components.ofVertex[vertex]] += f[vertex]
    sizes[components.ofVertex[vertex]] += 1
  }
  for vertex in 0..<f.count {
    let component = components.ofVertex[vertex]
    f[vertex] -= sums[component] / sizes[component]
  }
}
