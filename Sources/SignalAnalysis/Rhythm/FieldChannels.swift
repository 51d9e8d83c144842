import Foundation
import Oscillations
import Recordings
import Schema
import Stages

/// A recording, and the channels of the field potential among which one is chosen.
public struct ThetaInput: StageInput {
  /// As the reader understood the file.
  public var recording: Recording
  /// Names as they were given, and what they hold; empty where one channel is what there is.
  public var channels: [Channel]

  /// One channel.
  public struct Channel: Sendable {
    /// As `--map lfp=NAME` takes it.
    public var name: String
    /// Its samples.
    public var potential: FieldPotential

    public init(name: String, potential: FieldPotential) { (self.name, self.potential) = (name, potential) }
  }

  public init(_ recording: Recording, channels: [Channel] = []) {
    (self.recording, self.channels) = (recording, channels)
  }

  public static let requirements: [Requirement] = [.recording]
  public init(from source: InputSource, for consumer: String) throws {
    self.init(try source.recording(neededBy: consumer))
  }

  /// Channels, at most.
  private static let most = 4096

  /// The names of a list in which `a:b` stands for the whole numbers from a up to b − 1, and `NAME[a:b]` for columns.
  ///
  /// - Throws: `ParameterError` for an empty range or too many.
  static func names(_ given: [String]) throws -> [String] {
    let names = try given.flatMap { item -> [String] in
      guard let found = item.wholeMatch(of: /(.*?)(\[?)([0-9]+):([0-9]+)(\]?)/),
        let first = Int(found.3), let end = Int(found.4), found.2.isEmpty == found.5.isEmpty,
        !found.2.isEmpty || found.1.isEmpty
      else { return [item] }
      guard first < end, end - first <= most else {
        throw ParameterError.invalid(
          name: "channels", reason: "'\(item)' is no range: a:b with a below b holds the channels a to b − 1.")
      }
      return (first..<end).map { "\(found.1)\(found.2)\($0)\(found.5)" }
    }
    guard names.count <= most, Set(names).count == names.count else {
      throw ParameterError.invalid(name: "channels", reason: "each channel is named once, and \(most) are the most.")
    }
    return names
  }
}

/// The channels that were compared.
public struct FieldChannels: FieldTable {
  /// As they were named.
  public var names: [String]
  /// Power in the band above the background over that of the background; NaN for channels that cannot be used.
  public var scores: [Double]
  /// Hz; NaN without a peak.
  public var peaks: [Double]
  /// The share of the samples at an end of the range.
  public var saturated: [Double]
  /// The one that was taken.
  public var chosen: String

  public static let fields = Field<FieldChannels>.table {
    Field.array("channel_names", \.names, axes: ["channel"], "channels that were compared")
    Field.array(
      "channel_theta", \.scores, axes: ["channel"],
      "power in the band above the background over that of the background; NaN where it cannot be used")
    Field.array("channel_peak_hz", \.peaks, unit: "Hz", axes: ["channel"], "its theta peak; NaN without one")
    Field.array("channel_saturated", \.saturated, axes: ["channel"], "share of its samples at an end of the range")
    Field.number("channel", \.chosen, "the channel that was taken")
  }

  init?(from fields: FieldReader<FieldChannels>) throws {
    guard fields.holds(\.names) else { return nil }
    names = try fields[\.names]
    scores = try fields[\.scores]
    peaks = try fields[\.peaks]
    saturated = try fields[\.saturated]
    chosen = try fields.number(\.chosen)
    guard scores.count == names.count else { throw FieldError.unfit("'channel_theta' should have a number for each channel") }
  }

  /// From this share of samples at an end of the range on, a channel is taken only where all are cut.
  static let mostSaturated = 0.001

  /// Compares channels one after another, so that one is held at a time.
  ///
  /// - Parameter prepare: makes a channel ready for analysis.
  /// - Throws: what the first channel is refused for, where none can be used.
  init(
    _ channels: [ThetaInput.Channel], band: ClosedRange<Double>, prepare: (FieldPotential) throws -> PreparedField
  ) throws {
    var (refusal, scores, peaks, saturated) = ((any Error)?.none, [Double](), [Double](), [Double]())
    for channel in channels {
      do {
        let field = try prepare(channel.potential)
        let spectra = try FieldSpectra(field, band: band)
        scores.append(spectra.excess(in: band))
        peaks.append(spectra.peak.frequency ?? .nan)
        saturated.append(field.artefacts.rail)
      } catch let error as OscillationError {
        refusal = refusal ?? error
        scores.append(.nan)
        peaks.append(.nan)
        saturated.append(.nan)
      }
    }
    func rank(_ channel: Int) -> (Int, Double, Int) {
      (saturated[channel] <= Self.mostSaturated ? 0 : 1, -scores[channel], channel)
    }
    guard let best = scores.indices.filter({ scores[$0].isFinite }).min(by: { rank($0) < rank($1) }) else {
      throw refusal ?? OscillationError.constant(samples: 0)
    }
    names = channels.map(\.name)
    (self.scores, self.peaks, self.saturated) = (scores, peaks, saturated)
    chosen = channels[best].name
  }
}
