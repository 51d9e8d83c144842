import ArrayNumerics
import Foundation

/// An attractor network on a line or a surface, with the connections, the inhibition and the stimulus of the ring network: a
/// bump holds itself at any place far from a rim.
///
/// State: u, then v where there is adaptation. Weights J₀/(√(2π) a) exp(−d²/2a²), summed over the ways round closed axes, are
/// dense, so that any surface will do. Far from rims, and on a sphere for a ≪ 1, heights and critical inhibition are those of
/// `BumpTheory`; at a rim a bump has fewer neighbours and is driven away from it or dies, exponentially little so far away.
public struct SurfaceNetwork: DynamicalModel {
  /// Where the neurons are.
  public let surface: Surface
  /// What they do.
  public let parameters: AttractorParameters

  /// - Throws: `badParameter`
  public init(_ surface: Surface, parameters: AttractorParameters = .standard) throws(AttractorModelsError) {
    let shortest = surface.kind == .line ? surface.extent.x : min(surface.extent.x, surface.extent.y)
    try parameters.check(circumference: shortest)
    self.surface = surface
    self.parameters = parameters
  }

  /// How many neurons there are.
  public var neurons: Int { surface.places.count }

  /// u, and v with adaptation.
  public var fields: [StateField] { parameters.fields(shape: [neurons]) }

  /// The rates r = u² / (1 + k Σ u²) of a state.
  public func rates(of state: [Double]) -> [Double] { parameters.rates(of: state.prefix(neurons)) }

  /// The weight between two places.
  public func weight(_ first: SIMD2<Double>, _ second: SIMD2<Double>) -> Double {
    parameters.peakWeight * surface.differences(first, second).reduce(0) { $0 + gaussian($1, 0.5) }
  }

  /// A exp(−d²/4a²), by the shortest way.
  public func stimulus(at place: SIMD2<Double>) -> [Double] {
    let place = surface.normalized(place)
    return surface.places.map { parameters.stimulusAmplitude * gaussian(surface.differences($0, place)[0], 0.25) }
  }

  private func gaussian(_ way: SIMD2<Double>, _ sharpness: Double) -> Double {
    exp(-sharpness * (way * way).sum() / (parameters.width * parameters.width))
  }

  /// Where the bump is, by the weights u², and how high; `nil` for silence and for activity without a peak.
  public func bump(in state: [Double]) -> (center: SIMD2<Double>, height: Double)? {
    let squares = state.prefix(neurons).map { $0 * $0 }
    let height = state.prefix(neurons).max() ?? 0
    let mean = squares.reduce(0, +) / Double(max(1, neurons))
    guard height >= RingBump.leastHeight, (squares.max() ?? 0) > 2 * mean else { return nil }
    return (surface.mean(of: squares), height)
  }

  /// What theory says of a bump far from rims, where the surface is flat.
  public var theory: BumpTheory? {
    let perAxis = surface.kind == .line ? surface.density : surface.density.squareRoot()
    let count = max(3, Int((perAxis * 2 * .pi).rounded()))
    guard let grid = try? RingGrid(count: count, circumference: Double(count) / perAxis) else { return nil }
    return BumpTheory(grid: grid, dimensions: surface.dimensions, parameters: parameters)
  }

  /// Buffers of one run.
  public struct Workspace {
    let weights: [Double]
    let squares: WorkVector
  }

  /// The weights, neurons × neurons.
  public func makeWorkspace() -> Workspace {
    let places = surface.places
    var weights = [Double](repeating: 0, count: neurons * neurons)
    for first in 0..<neurons {
      for second in 0...first {
        let weight = weight(places[first], places[second])
        weights[first * neurons + second] = weight
        weights[second * neurons + first] = weight
      }
    }
    return Workspace(weights: weights, squares: WorkVector(neurons))
  }

  /// W r + input − v, and m u.
  public func drive(
    _ state: [Double], _ input: Stimulus<SIMD2<Double>>, _ workspace: inout Workspace, into drive: inout [Double]
  ) {
    let n = neurons
    parameters.writeDrive(of: state, neurons: n, into: &drive, squares: workspace.squares) { squares, out, scale in
      workspace.weights.withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress else { return }
        multiply(n, 1, n, alpha: scale, weights, squares, into: out)
      }
    } addInput: { out in
      switch input {
      case .none: return
      case .bump(let place, let strength):
        let values = stimulus(at: place)
        for index in 0..<n { out[index] += strength * values[index] }
      case .values(let values): addValues(values, to: out, count: n)
      }
    }
  }
}
