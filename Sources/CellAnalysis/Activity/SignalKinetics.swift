import ArrayNumerics
import CellTuning
import PopulationActivity
import Schema

/// How often cells of a calcium recording have events, and how fast their signals fall.
public struct SignalKinetics: FieldTable {
  /// Events a minute, `[N]`.
  public var rate: [Double]
  /// Time from the peak of an event to half of its height, s, `[N]`; NaN where it is not seen.
  public var halfDecay: [Double]

  public static let fields = Field<SignalKinetics>.table {
    Field.array(
      "event_rate", \.rate, unit: "events a minute", axes: ["cell"],
      "events a minute of calcium signals: rises above the mean by two standard deviations")
    Field.array(
      "event_half_decay", \.halfDecay, unit: "s", axes: ["cell"],
      "time from the peak of the mean event to half of its height; NaN where it does not fall so far")
  }

  init(rate: [Double], halfDecay: [Double]) { (self.rate, self.halfDecay) = (rate, halfDecay) }

  init(from fields: FieldReader<SignalKinetics>) throws {
    rate = try fields[\.rate]
    halfDecay = try fields[\.halfDecay]
  }

  /// How the sentence on them begins.
  static let opening = "Events of the calcium signals"

  /// What a decay that lasts smears: fields along the path, tuning along the turn, or neither where nothing of both is there.
  enum Smeared {
    case fields, tuning, nothing
  }

  /// What a reader should know of all maps, scores and nulls of these signals.
  ///
  /// - Parameters:
  ///   - unit: of the signals.
  ///   - shift: the least of the null, s.
  func warning(unit: String, shift: Double, smears: Smeared) -> String {
    let (rates, decays) = (rate.filter(\.isFinite), halfDecay.filter(\.isFinite))
    return sentence {
      "\(Self.opening) (\(unit)): "
      if rates.isEmpty { "none" } else { "\(formatted(median(rates), digits: 2)) a minute" }
      if decays.isEmpty {
        ", and how fast they fall is not seen"
      } else {
        let decay = median(decays)
        ", falling to half in \(formatted(decay, digits: 2)) s (medians over cells)"
        switch smears {
        case .fields: ". At 20 cm/s fields are smeared by \(formatted(20 * decay, digits: 2)) cm along the path"
        case .tuning: ". At 100°/s tuning is smeared by \(formatted(100 * decay, digits: 2))° along the turn"
        case .nothing: ""
        }
        if shift < 10 * decay { "; the shifts of the null, \(formatted(shift)) s or more, are short beside that" }
      }
      "."
    }
  }
}

extension EmbeddingResult {
  /// The events of each cell of a calcium recording, places of kept bins; `nil` for spikes.
  func signalEvents() -> [SignalEvents]? {
    signalAmounts.map { amounts in
      (0..<amounts.columns).map { SignalEvents(amounts.column($0).map(Double.init), bins: bins, width: binWidth) }
    }
  }

  /// How often they come and how fast they fall; `nil` for spikes.
  func signalKinetics() -> SignalKinetics? {
    signalEvents().map { events in
      SignalKinetics(
        rate: events.map { Double($0.onsets.count) / max(seconds, binWidth) * 60 }, halfDecay: events.map(\.halfDecay))
    }
  }
}
