import ArrayNumerics
import DimensionReduction
import Schema
import Stages

/// Null distributions of other surrogates, beside the one that the verdict rests on.
public struct ComparedNulls: Sendable, Equatable {
  /// How their draws were made.
  public var surrogates: [Surrogate]
  /// The longest bars of the draws of each.
  public var nulls: [NullDistribution]

  /// None.
  public init() { (surrogates, nulls) = ([], []) }
}

extension ComparedNulls: FieldTable {
  public static let fields = Field<ComparedNulls>.table {
    Field.array("compared_surrogates", \.names, axes: ["surrogate"], "how the draws of each of the other surrogates were made")
    for dimension in 1...3 {
      Field.array(
        "compared_null_h\(dimension)", \.[lifetimes: dimension], axes: ["surrogate", "compared_draw"],
        "longest finite lifetime of each draw of each of the other surrogates; NaN where the chain could not be computed")
    }
  }

  fileprivate var names: [String]? { surrogates.isEmpty ? nil : surrogates.map(\.rawValue) }

  fileprivate subscript(lifetimes dimension: Int) -> Matrix<Double>? {
    guard let first = nulls.first, dimension < first.lifetimes.count else { return nil }
    let draws = nulls.map { $0.draws.count + $0.failures }.max() ?? 0
    let rows = nulls.flatMap { null -> [Double] in
      let values = null.lifetimes[dimension]
      return values + [Double](repeating: .nan, count: draws - values.count)
    }
    return Matrix(rows: nulls.count, columns: draws, elements: rows)
  }

  /// Reads them back; draws are numbered anew, without those that failed.
  init(_ fields: FieldReader<ComparedNulls>, dimensions: Int) throws {
    self.init()
    guard let names = try fields[\.names] else { return }
    surrogates = try names.map { name in
      guard let surrogate = Surrogate(rawValue: name) else { throw FieldError.unfit("'\(name)' is no surrogate") }
      return surrogate
    }
    let matrices = try (1..<max(1, dimensions)).map { try fields[\.[lifetimes: $0]] }
    nulls = surrogates.indices.map { place in
      let rows = matrices.map { matrix in matrix.map { Array($0.row(place)).filter(\.isFinite) } ?? [] }
      let (draws, all) = (rows.first?.count ?? 0, (matrices.first ?? nil)?.columns ?? 0)
      // Dimension 0 is not compared.
      return NullDistribution(draws: Array(0..<draws), lifetimes: [[]] + rows, failures: all - draws)
    }
  }
}

extension ComparedNulls {
  /// Takes as many draws of each of the other surrogates through the chain of the data.
  ///
  /// - Throws: as `NullDistribution.make`.
  init(_ source: SurrogateSource, parameters: HomologyParameters, context: RunContext) throws {
    self.init()
    for surrogate in parameters.comparedSurrogates {
      // Pieces of each kind have numbers of their own, in whatever order the kinds are named.
      let place = Surrogate.allCases.firstIndex(of: surrogate) ?? 0
      var null = try NullDistribution.make(
        source.drawing(surrogate), firstPiece: (1 + place) * HomologyParameters.mostShuffles, parameters: parameters,
        context: context)
      null.lifetimes[0] = []
      null.draws = Array(null.draws.indices)
      surrogates.append(surrogate)
      nulls.append(null)
    }
  }
}
