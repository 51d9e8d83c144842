/// Oja's rule (1982), for each neuron by itself:
///
///     w ← w + η y (x − y w)
///
/// Every neuron finds the first principal component.
public struct OjaTrainer: LinearTrainer {
  /// The neurons.
  public var layer: LinearLayer
  /// Brings every neuron's weights to length 1 after each pattern, as canns does.
  public var normalizes: Bool

  public init(layer: LinearLayer, normalizes: Bool = true) {
    self.layer = layer
    self.normalizes = normalizes
  }

  /// One pattern.
  public mutating func learn(_ pattern: UnsafeBufferPointer<Double>, rate: Double) {
    let (count, normalizes) = (layer.inputs, normalizes)
    layer.updateRows(pattern) { _, y, w, x in
      let c = rate * y
      let squares = mix(w, by: 1 - c * y, x, by: c, count: count)
      if normalizes { normalize(w, squares: squares, count: count) }
    }
  }
}

/// Sanger's generalised Hebbian rule (1989): the neurons find the principal components in order.
///
///     w_k ← w_k + η y_k (x − Σ_{j ≤ k} y_j w_j)
///
/// The sum is a remainder that goes on from neuron to neuron, with the weights before the step, so that the rule costs no more
/// than Oja's.
public struct SangerTrainer: LinearTrainer {
  /// The neurons.
  public var layer: LinearLayer
  /// Brings every neuron's weights to length 1 after each pattern, as canns does.
  public var normalizes: Bool
  private var remainder: [Double]

  public init(layer: LinearLayer, normalizes: Bool = true) {
    self.layer = layer
    self.normalizes = normalizes
    remainder = [Double](repeating: 0, count: layer.inputs)
  }

  /// One pattern.
  public mutating func learn(_ pattern: UnsafeBufferPointer<Double>, rate: Double) {
    let (count, normalizes) = (layer.inputs, normalizes)
    remainder.withUnsafeMutableBufferPointer { rest in
      guard let rest = rest.baseAddress, let x = pattern.baseAddress else { return }
      rest.update(from: x, count: count)
      layer.updateRows(pattern) { _, y, w, _ in
        let squares = mixRemainder(w, answer: y, rest, by: rate * y, count: count)
        if normalizes { normalize(w, squares: squares, count: count) }
      }
    }
  }
}

/// The plain Hebbian rule of linear neurons, or its reverse:
///
///     w ← w ± η y x
///
/// By itself it has no fixed point: weights grow, or fade, as exp(± η λ t). Brought to length 1 after each pattern they find
/// the first principal component, or with the reverse the last one (the minor component).
public struct HebbianTrainer: LinearTrainer {
  /// The neurons.
  public var layer: LinearLayer
  /// Brings every neuron's weights to length 1 after each pattern.
  public var normalizes: Bool
  /// w ← w − η y x instead.
  public var isReversed: Bool

  public init(layer: LinearLayer, normalizes: Bool = true, isReversed: Bool = false) {
    self.layer = layer
    self.normalizes = normalizes
    self.isReversed = isReversed
  }

  /// One pattern.
  public mutating func learn(_ pattern: UnsafeBufferPointer<Double>, rate: Double) {
    let (count, normalizes) = (layer.inputs, normalizes)
    let signed = isReversed ? -rate : rate
    layer.updateRows(pattern) { _, y, w, x in
      let squares = mix(w, by: 1, x, by: signed * y, count: count)
      if normalizes { normalize(w, squares: squares, count: count) }
    }
  }
}
