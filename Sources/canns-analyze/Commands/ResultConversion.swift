import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Stages

/// Whether a path is a results folder rather than a recording.
func holdsResults(_ url: URL) throws -> Bool {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue else { return false }
  return try !ResultsFolder(url: url).records().isEmpty
}

/// Turns a results folder into a recording with the decoded coordinates beside it, for `convert FOLDER out.nwb`: into the
/// recording that `--recording` names, or else into what the folder has of one, the path.
///
/// - Returns: the files written and what had to be made up.
/// - Throws: `StageError` when nothing was decoded in the folder, `FileError` when the file cannot be written.
func convertResults(
  in folder: URL, to output: URL, _ options: ConversionOptions, reading: ReadingOptions
) throws -> (files: [URL], findings: [Finding]) {
  guard output.pathExtension.lowercased() == "nwb" else {
    throw UsageError("the results of a folder are converted to NWB, for example: canns-analyze convert results out.nwb")
  }
  let results = ResultsFolder(url: folder)
  let (decoded, record) = try results.arrays(of: "decode", neededBy: "convert")
  guard let coordinates = decoded["coordinates"], let t = decoded["t"]?.doubles,
    coordinates.shape.first == t.count
  else {
    throw FileError(
      .unusableData, file: folder.path, problem: "decode.npz holds no coordinates with their times.",
      remedy: "Decode again: canns-analyze decode \(folder.path)")
  }
  var list = [
    NWBTimeSeries(
      name: "decoded_coordinates", data: coordinates, unit: "radians", timestamps: t,
      description: "Decoded coordinates on the circles of the population's state space [time, circle]. " + methods(record))
  ]
  if let confidence = decoded["confidence"], confidence.shape.first == t.count {
    list.append(
      NWBTimeSeries(
        name: "decoding_confidence", data: confidence, unit: "a.u.", timestamps: t,
        description: "Confidence of the decoded coordinates, from 0 to 1 [time, circle]. " + methods(record)))
  }
  var recording = try options.recording.map { path in
    try source(URL(fileURLWithPath: path), of: results, reading)
  }
  if recording == nil {
    recording = Recording(source: RecordingSource(url: folder, format: "results of canns-analyze"))
    if try results.record(of: "embed") != nil {
      let embedded = try results.arrays(of: "embed", neededBy: "convert").arrays
      if let times = embedded["t"]?.doubles, let x = embedded["x"]?.doubles {
        recording?.trajectory = Trajectory(
          t: times, x: x, y: embedded["y"]?.doubles,
          headDirection: embedded["head_direction"]?.doubles)
      }
    }
  }
  guard var recording else { return ([], []) }
  if let session = options.session { recording.session = session.completed(by: recording.session) }
  return ([output], recording.findings + (try recording.writeNWB(to: output, results: list)))
}

/// The recording that results were made from, by its checksum.
///
/// - Throws: `FileError` for another recording, or for results that do not say which one it was.
private func source(_ url: URL, of results: ResultsFolder, _ options: ReadingOptions) throws -> Recording {
  let known = try results.record(of: "embed")?.inputs ?? []
  let recording = try RecordingReader.read(url: url, options: options)
  let checksum = try recording.source.sha256()
  guard known.contains(where: { $0.sha256 == checksum }) else {
    throw FileError(
      .unusableData, file: url.path, problem: "the results were not made from this recording: its checksum is another.",
      remedy: known.isEmpty
        ? "The folder has no result of embed, which says what it was made from."
        : "They were made from \(known.map(\.name).joined(separator: ", ")).")
  }
  return recording
}

/// How a result was made: the stage, its version, its parameters, the inputs' checksums.
private func methods(_ record: StageRecord) -> String {
  let parameters = record.parameters.map { "\($0.name) \($0.value.string ?? $0.value.compactText)" }.joined(separator: ", ")
  let version = record.json["stage_version"]?.integer.map(String.init) ?? "?"
  let inputs = record.inputs.map { "\($0.name) (SHA-256 \($0.sha256))" }.joined(separator: ", ")
  return "Stage \(record.stage), version \(version); parameters: \(parameters); inputs: \(inputs). \(record.methods)"
}
