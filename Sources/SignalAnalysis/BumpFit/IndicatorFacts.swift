import ArrayNumerics
import CalciumBumps
import Schema

/// The indicator's decay: what was modelled, and what the signals say of it.
public struct IndicatorFacts: FieldTable {
  /// The time constant that was modelled, s; `nil` where the signals did not show one.
  public var decay: Double?
  /// The estimate, s: 0 where the signals show none, infinite beyond 5 s; `nil` where it was not asked for or could not be
  /// made.
  public var estimate: Double?
  /// Ends of its 95 % interval, s.
  public var low: Double?, high: Double?

  public static let fields = Field<IndicatorFacts>.table {
    Field.number("decay_s", \.decay, "time constant of the indicator's decay that was modelled")
    Field.number(
      "decay_estimate_s", \.estimate,
      "time constant at which the signals have no direction in time: 0 for none, infinite for more than 5 s")
    Field.number("decay_estimate_low_s", \.low, "lower end of its 95 % interval by resampled blocks of 10 s")
    Field.number("decay_estimate_high_s", \.high, "upper end of it")
  }

  init?(from fields: FieldReader<IndicatorFacts>) throws {
    decay = try fields.number(\.decay)
    estimate = try fields.number(\.estimate)
    (low, high) = (try fields.number(\.low), try fields.number(\.high))
    if decay == nil, estimate == nil { return nil }
  }

  /// `nil` where a decay was neither given nor asked for.
  ///
  /// - Parameter step: from frame to frame, s.
  init?(_ signals: RingSignals, _ parameters: BumpFittingParameters, step: Double, seed: UInt64) {
    guard parameters.estimatesDecay else {
      guard let decay = parameters.decay else { return nil }
      self.decay = decay
      return
    }
    let found = DecayEstimate(signals, step: step, stream: RandomStream(seed: seed, name: "blocks of the decay"))
    (estimate, low, high) = (found?.time, found?.low, found?.high)
    decay = found.flatMap { $0.isKnown ? $0.time : nil }
  }
}

extension IndicatorFacts {
  /// The decay in the emission; `nil` where it is not modelled.
  func model(rise: Double?, step: Double) -> IndicatorDecay? {
    decay.map { IndicatorDecay(time: $0, rise: rise, step: step) }
  }

  /// The interval in words; `nil` where nothing was estimated.
  var range: String? {
    guard let low, let high else { return nil }
    return high.isFinite
      ? "\(formatted(low, digits: 2)) to \(formatted(high, digits: 2)) s" : "more than \(formatted(low, digits: 2)) s"
  }

  /// That an estimate was asked for and says nothing.
  var warnings: [String] {
    guard decay == nil else { return [] }
    guard let range else {
      return ["The recording is too short to estimate the indicator's decay, which was not modelled; --decay-s gives it."]
    }
    return [
      "The signals do not say how the indicator decays (estimate \(range)): noise hides it, and so does activity that rises "
        + "slower than it ends. It was not modelled; --decay-s gives it."
    ]
  }
}
