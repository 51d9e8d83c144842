import Foundation

/// A smooth step in the place of the threshold, whose slope stands for the slope of a spike: the step itself has none (Neftci,
/// Mostafa & Zenke 2019, doi:10.1109/MSP.2019.2931595).
public enum Surrogate: Sendable, Equatable {
  /// 1/(2a) where |v − θ| < a: SPAIC's STCA (Gu et al. 2019, doi:10.24963/ijcai.2019/189).
  case box(halfWidth: Double)
  /// The normal density of variance a: STBP (Wu et al. 2018, doi:10.3389/fnins.2018.00331).
  case gaussian(variance: Double)
  /// β/4 · 1/(1 + β|v − θ|/2)²: the fast sigmoid of Zenke & Ganguli 2018 (doi:10.1162/neco_a_01086), which rises from 0 to 1
  /// here.
  case fastSigmoid(slope: Double)
  /// (β/2)/(1 + (π β (v − θ)/2)²): the arc tangent of Fang et al. 2021.
  case arctangent(slope: Double)

  /// The smooth step at a distance x from the threshold, from 0 to 1.
  public func value(_ x: Double) -> Double {
    switch self {
    case .box(let halfWidth): min(1, max(0, (x + halfWidth) / (2 * halfWidth)))
    case .gaussian(let variance): erfc(-x / (2 * variance).squareRoot()) / 2
    case .fastSigmoid(let slope): 0.5 + 0.5 * (slope * x / 2) / (1 + abs(slope * x / 2))
    case .arctangent(let slope): 0.5 + atan(.pi * slope * x / 2) / .pi
    }
  }

  /// Its slope.
  public func slope(_ x: Double) -> Double {
    switch self {
    case .box(let halfWidth): return abs(x) < halfWidth ? 1 / (2 * halfWidth) : 0
    case .gaussian(let variance): return exp(-x * x / (2 * variance)) / (2 * .pi * variance).squareRoot()
    case .fastSigmoid(let slope):
      let base = 1 + abs(slope * x / 2)
      return slope / 4 / (base * base)
    case .arctangent(let slope):
      let place = .pi * slope * x / 2
      return slope / 2 / (1 + place * place)
    }
  }

  /// How wide or steep it is.
  var size: Double {
    switch self {
    case .box(let size), .gaussian(let size), .fastSigmoid(let size), .arctangent(let size): size
    }
  }
}

/// What a threshold puts out on the way forward.
public enum Firing: Sendable {
  /// Spikes: 1 above the threshold, else 0. Slopes are those of the surrogate.
  case spikes
  /// The surrogate itself, so that the gradient is that of what is computed.
  case smoothed
}
