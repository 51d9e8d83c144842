import AttractorModels
import Foundation
import Schema

/// How canns applies the connections of its rings and tori.
enum AccelerationMode: String, Choice {
  case normal, fast
  case ultraFast = "ultra-fast"
  case auto, fft
}

/// canns' modes of acceleration, by the names that it gave their parameters: all but `normal` and `fft` keep a few singular
/// values of the connections.
struct AccelerationSettings: Sendable, Equatable {
  var mode = AccelerationMode.normal
  var rank: Int?
  var budget = 5.0

  static let parameters: [Parameter<AccelerationSettings>] = all.map { $0.only("with --compat canns", when: { _ in true }) }

  private static let all: [Parameter<AccelerationSettings>] = [
    Parameter(
      "accl_mode", \.mode,
      help: "with --compat canns: how its program applies the connections; fast, ultra-fast and auto keep a few singular values"
    ),
    Parameter("accl_k", \.rank, help: "with --compat canns: how many are kept, in place of what the mode keeps"),
    Parameter(
      "accl_target_err_mrad", \.budget, unit: "mrad",
      help: "with --compat canns: the error that auto may make by its rule, which keeps one from 4 on"),
  ]

  /// Whether something else than the default is asked for.
  private var given: String? {
    let standard = AccelerationSettings()
    if mode != standard.mode { return "accl_mode" }
    if rank != nil { return "accl_k" }
    return budget != standard.budget ? "accl_target_err_mrad" : nil
  }

  /// How many singular values are kept; `nil` for all.
  ///
  /// - Parameters:
  ///   - dimensions: 1 for a ring, 2 for a torus.
  ///   - spectrum: of the connections, largest first.
  /// - Throws: `ParameterError` where canns' ring is not asked for, or a rank below 1.
  func kept(_ setting: ModelSetting, dimensions: Int, spectrum: () throws -> [Double]) throws -> Int? {
    guard let given else { return nil }
    guard setting.compatibility == .canns, setting.chosenEnds == .doubled else {
      throw ParameterError.idle(name: given, condition: "with --compat canns and both ends of an axis as neurons")
    }
    if let rank, rank < 1 { throw ParameterError.invalid(name: "accl_k", reason: "it is \(rank), and must be 1 or more.") }
    switch mode {
    // Of this grid canns takes the whole product too.
    case .normal, .fft: return nil
    case .fast: return rank ?? (dimensions == 1 ? 8 : 32)
    case .ultraFast: return rank ?? (dimensions == 1 ? 1 : 4)
    case .auto:
      if let rank { return rank }
      if budget >= 4 { return 1 }
      guard budget >= 0.1 else { return nil }
      let threshold = budget >= 1 ? 0.5 : budget >= 0.5 ? 0.9 : 0.99
      let squares = try spectrum().map { $0 * $0 }
      let total = squares.reduce(0, +)
      var (sum, count) = (0.0, 0)
      while count < squares.count, sum < threshold * total {
        sum += squares[count]
        count += 1
      }
      return max(1, count)
    }
  }
}

extension AttractorParameters {
  /// What the cut of the connections does to a bump; nothing without.
  var rankWarnings: [String] {
    guard let rank else { return [] }
    return [
      sentence {
        "Of the connections \(counted(rank, "singular value")) \(rank == 1 ? "is" : "are") kept, as canns' accl_mode does: "
        if rank == 1 {
          "what is left is nearly even and holds no bump; theory speaks of all of them."
        } else {
          "a bump is drawn to places and may be lost; theory speaks of all of them."
        }
      }
    ]
  }
}
