import ArrayFiles
import FoundationEssentials

/// A recording whose field potential is in a file of its own: a channel beside the spikes and the path.
extension RecordingReader {
  /// Entries of `--map` that speak of the field potential's file when there is one.
  private static let fieldPotentialEntries: Set = ["lfp", "eeg", "fs", "sampling_rate", "lfp_fs", "lfp_rate", "eeg_fs"]

  /// Options for the recording and for the file of its field potential.
  static func splitFieldPotential(_ options: ReadingOptions) -> (recording: ReadingOptions, fieldPotential: ReadingOptions) {
    var (recording, other) = (options, ReadingOptions())
    recording.map = options.map.filter { !fieldPotentialEntries.contains($0.key.lowercased()) }
    other.map = options.map.filter { fieldPotentialEntries.contains($0.key.lowercased()) }
    other.timeUnit = options.timeUnit
    other.threads = options.threads
    recording.fieldPotential = nil
    return (recording, other)
  }

  /// Puts the field potential of another file into a recording. Both are taken to be on one clock.
  ///
  /// - Throws: `FileError` when that file cannot be read or has no field potential.
  static func join(_ recording: Recording, fieldPotential url: URL, options: ReadingOptions) throws -> Recording {
    let other = try readAny(ArraySource(contentsOf: url, threads: options.threads), options: options)
    guard let potential = other.fieldPotential else {
      throw FileError.unusable(
        "no field potential was found in it.", file: url.lastPathComponent,
        remedy: "Name the array and its rate: --map lfp=NAME,fs=HZ.")
    }
    var joined = recording
    if recording.fieldPotential != nil {
      joined.findings.append(
        Finding(
          .found, "field potential",
          "the recording has one of its own; that of \(url.lastPathComponent) was taken, as asked for."))
    }
    joined.fieldPotential = potential
    joined.source.fieldPotential = other.source.url
    joined.findings.append(
      Finding(
        .found, "field potential",
        "taken from \(url.lastPathComponent) (\(other.source.format)), taken to be on the clock of the recording."))
    joined.findings += other.findings.filter { $0.what == "field potential" }
    return joined
  }
}
