import Recordings
import Schema
import Stages

/// A recording, and another channel of its regions where one was named.
public struct BumpFittingInput: StageInput {
  /// As the reader understood the file.
  public var recording: Recording
  /// The signals of the other channel, of the same regions and frames.
  public var other: ROISignals?

  public init(_ recording: Recording, other: ROISignals? = nil) { (self.recording, self.other) = (recording, other) }

  public static let requirements: [Requirement] = [.recording]
  public init(from source: InputSource, for consumer: String) throws {
    self.init(try source.recording(neededBy: consumer))
  }

  /// - Parameter channel: as `--map roi=NAME` takes it; `nil` for none.
  init(from source: InputSource, channel: String?, stage: String) throws {
    self.init(try source.recording(neededBy: stage))
    guard let channel, let url = source.recordingURL else { return }
    var options = source.readingOptions
    options.map["roi"] = channel
    other = try RecordingReader.read(url: url, options: options).roiSignals
    guard let other else {
      throw StageError.unusableData(
        stage: stage, reason: "\(channel) of \(url.lastPathComponent) holds no signals of regions.",
        remedy: "Name the other channel as --map roi=NAME takes it ('canns-analyze inspect' lists what there is).")
    }
    if other == recording.roiSignals {
      throw ParameterError.invalid(name: "other-channel", reason: "\(channel) is the channel that is fitted already.")
    }
  }
}
