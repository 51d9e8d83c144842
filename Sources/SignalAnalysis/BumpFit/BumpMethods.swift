import ArrayNumerics
import CalciumBumps
import Schema

/// The bump by each method, all on the scale that the hidden Markov fit took.
struct BumpMethods {
  let fit: HiddenMarkovBump
  let vector: PopulationVector
  let leastSquares: VonMisesFit

  init(_ fit: HiddenMarkovBump, work: Work) throws {
    self.fit = fit
    vector = PopulationVector(fit.signals)
    leastSquares = try VonMisesFit(fit.signals, work: work)
  }

  /// rad in [0, 2π), `[frame]`.
  func position(_ method: BumpMethod) -> [Double] {
    switch method {
    case .hiddenMarkov: fit.posterior.position
    case .populationVector: vector.position
    case .vonMises: leastSquares.position
    }
  }
}

/// How the methods compare.
public struct MethodTable: FieldTable {
  /// `[method]`
  public var names: [String]
  /// |r| of the movements of bump and heading at lag 0, `[method]`; NaN without a heading.
  public var correlation: [Double]
  /// Resultant of bump − heading, `[method]`; NaN without a heading.
  public var resultant: [Double]
  /// Median distance from the hidden Markov bump, rad, `[method]`.
  public var distance: [Double]

  public static let fields = Field<MethodTable>.table {
    Field.array("method_names", \.names, axes: ["method"], "methods that ran")
    Field.array(
      "method_correlation", \.correlation, axes: ["method"],
      "correlation of the movements of bump and heading, without its sign; NaN without a heading")
    Field.array(
      "method_resultant", \.resultant, axes: ["method"], "resultant of bump less heading; NaN without a heading")
    Field.array(
      "method_distance", \.distance, unit: "rad", axes: ["method"], "median distance from the hidden Markov bump")
  }

  init(from fields: FieldReader<MethodTable>) throws {
    names = try fields[\.names]
    correlation = try fields[\.correlation]
    resultant = try fields[\.resultant]
    distance = try fields[\.distance]
  }

  init(_ methods: BumpMethods, heading: [Double]?, options: HeadingOptions) {
    let all = BumpMethod.allCases
    let matches = all.map { method in
      heading.flatMap {
        BumpAndHeading(
          bump: methods.position(method), heading: $0, restarts: methods.fit.signals.restarts, options: options)
      }?.match()
    }
    names = all.map(\.rawValue)
    correlation = matches.map { $0?.correlation ?? .nan }
    resultant = matches.map { $0?.resultant ?? .nan }
    let reference = methods.fit.posterior.position
    distance = all.map { method in
      let position = methods.position(method)
      let apart = position.indices.map { abs(angleDifference(position[$0], reference[$0])) }.filter(\.isFinite)
      return apart.isEmpty ? .nan : median(apart)
    }
  }
}
