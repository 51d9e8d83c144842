import Recordings
import Schema

/// What the rates of an embedding were made from.
public enum ActivityKind: String, RecordWord, Equatable {
  /// Spike times or counts.
  case spikes
  /// Deconvolved calcium signals: inferred spikes on an arbitrary scale.
  case deconvolved
  /// Relative change of fluorescence.
  case dff = "dF/F"
  /// Fluorescence with its baseline.
  case fluorescence
  /// Another signal, in the unit of the file.
  case signal

  package init(_ quantity: ROIQuantity) {
    switch quantity {
    case .dff: self = .dff
    case .deconvolved: self = .deconvolved
    case .fluorescence: self = .fluorescence
    case .unknown: self = .signal
    }
  }

  /// Whether values of neighbouring bins add up, as spikes do; else they are averaged.
  public var isSummable: Bool { self == .spikes || self == .deconvolved }

  /// Unit of the rates.
  public var rateUnit: String {
    switch self {
    case .spikes: "Hz"
    case .deconvolved: "deconvolved/s"
    case .dff, .fluorescence, .signal: rawValue
    }
  }

  /// Unit of the values of single bins.
  public var unit: String { self == .deconvolved ? rawValue : rateUnit }

  /// The likelihood by which the latent decoder takes it.
  public var likelihood: String {
    switch self {
    case .spikes: "Poisson"
    case .deconvolved: "scaled Poisson"
    case .dff, .fluorescence, .signal: "scaled Poisson of the positive part"
    }
  }
}
