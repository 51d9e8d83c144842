/// Solves equations with the Laplacian of a graph by the conjugate gradient method with Jacobi's preconditioner
/// (Hestenes & Stiefel 1952, doi:10.6028/jres.049.044).
///
/// The Laplacian is singular: in each connected component the solution is fixed by a mean of zero, which is the
/// solution of minimum norm. Sums run in a fixed order, so that results do not depend on anything but the input.
public struct ConjugateGradient: Sendable {
  /// Stops when the residual's norm is below this part of the right side's.
  public var tolerance: Double
  /// The iteration gives up after so many steps; `nil` allows ten for each vertex and at least a thousand.
  public var maximumSteps: Int?

  public init(tolerance: Double = 1e-12, maximumSteps: Int? = nil) {
    self.tolerance = tolerance
    self.maximumSteps = maximumSteps
  }

  /// The function on the vertices whose differences along the edges come closest to the given ones: the minimum of
  /// Σₑ wₑ (f[second] − f[first] − differences[e])², by the normal equations L f = Dᵀ W b.
  ///
  /// - Parameter differences: one for each edge of the graph, in the edge's direction.
  /// - Returns: f with mean zero in each component.
  /// - Throws: `NumericsError.wrongShape`, `.notFinite`, `.noConvergence`; `CancellationError`.
  public func potential(
    on graph: WeightedGraph, differences: [Double], work: Work = Work()
  ) throws -> [Double] {
    guard differences.count == graph.edges.count else {
      throw NumericsError.wrongShape(
        what: "list of differences along edges", found: "\(differences.count) values",
        expected: "\(graph.edges.count), one for each edge")
    }
    var rightSide = [Double](repeating: 0, count: graph.vertexCount)
    for (edge, difference) in zip(graph.edges, differences) where edge.first != edge.second {
      rightSide[edge.second] += edge.weight * difference
      rightSide[edge.first] -= edge.weight * difference
    }
    return try solve(graph, rightSide, work: work)
  }

  /// The solution of L f = `rightSide` with mean zero in each component.
  ///
  /// The part of the right side that no f can reach, its mean in each component, is removed first.
  /// - Throws: as `potential(on:differences:work:)`.
  public func solve(
    _ graph: WeightedGraph, _ rightSide: [Double], work: Work = Work()
  ) throws -> [Double] {
    let count = graph.vertexCount
    guard rightSide.count == count else {
      throw NumericsError.wrongShape(
        what: "right side of a graph equation", found: "\(rightSide.count) values",
        expected: "\(count), one for each vertex")
    }
    if let index = rightSide.firstIndex(where: { !$0.isFinite }) {
      throw NumericsError.notFinite(what: "right side of a graph equation", index: index)
    }
    var residual = rightSide
    graph.removeComponentMeans(&residual)
    let target = tolerance * dot(residual, residual).squareRoot()
    var solution = [Double](repeating: 0, count: count)
    if dot(residual, residual) == 0 { return solution }
    var preconditioned = graph.dividedByDegrees(residual)
    var direction = preconditioned
    var product = [Double](repeating: 0, count: count)
    var descent = dot(residual, preconditioned)
    let limit = maximumSteps ?? max(1000, 10 * count)
    for step in 0..<limit {
      if step % 64 == 0 { try work.checkCancellation() }
      graph.multiplyLaplacian(direction, into: &product)
      let stepLength = descent / dot(direction, product)
      if !stepLength.isFinite { break }
      addScaled(direction, by: stepLength, to: &solution)
      addScaled(product, by: -stepLength, to: &residual)
      if dot(residual, residual).squareRoot() <= target {
        graph.removeComponentMeans(&solution)
        return solution
      }
      preconditioned = graph.dividedByDegrees(residual)
      let nextDescent = dot(residual, preconditioned)
      let ratio = nextDescent / descent
      for index in 0..<count { direction[index] = preconditioned[index] + ratio * direction[index] }
      descent = nextDescent
    }
    let reached = dot(residual, residual).squareRoot() / dot(rightSide, rightSide).squareRoot()
    throw NumericsError.noConvergence(
      method: "conjugate gradient method",
      detail: "after at most \(limit) steps the residual is \(reached) of the right side, not \(tolerance)")
  }
}

extension WeightedGraph {
  /// `result` = L · `vector`.
  func multiplyLaplacian(_ vector: [Double], into result: inout [Double]) {
    let (vector, neighbours, weights) = (vector.span, neighbours.span, weights.span)
    for row in 0..<vertexCount {
      let (start, end) = (rowStarts[row], rowStarts[row + 1])
      // Four sums at a time, as each addition waits for the one before it.
      var sums = SIMD4<Double>.zero
      var entry = start
      while entry &+ 4 <= end {
        for lane in 0..<4 {
          sums[lane] += weights[entry &+ lane] * vector[Int(neighbours[entry &+ lane])]
        }
        entry &+= 4
      }
      while entry < end {
        sums[0] += weights[entry] * vector[Int(neighbours[entry])]
        entry &+= 1
      }
      result[row] = degrees[row] * vector[row] - sums.sum()
    }
  }

  /// A vertex without edges has an equation 0 = 0; its value stays 0.
  func dividedByDegrees(_ vector: [Double]) -> [Double] {
    var result = vector
    for index in 0..<vertexCount { result[index] = degrees[index] > 0 ? vector[index] / degrees[index] : 0 }
    return result
  }

  func removeComponentMeans(_ vector: inout [Double]) {
    var sums = [Double](repeating: 0, count: componentCount)
    var sizes = [Double](repeating: 0, count: componentCount)
    for vertex in 0..<vertexCount {
      sums[components[vertex]] += vector[vertex]
      sizes[components[vertex]] += 1
    }
    for vertex in 0..<vertexCount { vector[vertex] -= sums[components[vertex]] / sizes[components[vertex]] }
  }
}

private func dot(_ first: [Double], _ second: [Double]) -> Double {
  var sum = 0.0
  for index in 0..<min(first.count, second.count) { sum += first[index] * second[index] }
  return sum
}

private func addScaled(_ vector: [Double], by factor: Double, to target: inout [Double]) {
  for index in target.indices { target[index] += factor * vector[index] }
}
