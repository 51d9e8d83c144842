import ArrayNumerics

/// A trainer of linear neurons: a rule is its step alone.
public protocol LinearTrainer: Trainer {
  /// The neurons.
  var layer: LinearLayer { get }
}

extension LinearTrainer {
  /// As the layer has them.
  public var inputs: Int { layer.inputs }
  /// `[output, input]`.
  public var weights: Matrix<Double> { layer.weights }
  /// y = W x.
  public func predict(_ pattern: [Double]) -> [Double] { layer.forward(pattern) }
}
