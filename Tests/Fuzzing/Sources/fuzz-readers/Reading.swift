import ArrayFiles
import Datasets
import Foundation
import Plotting
import Recordings
import Schema
import Stages

/// Looks into a recording and reads it.
func readRecording(_ url: URL, options: ReadingOptions = ReadingOptions()) {
  do {
    _ = try InspectionReport.inspect(url, options: options).text
    _ = try RecordingReader.read(url: url, options: options)
  } catch is FileError {
    // Refused in words, as it should be.
  } catch is ParameterError {
    // The same, for an option that can do nothing with what is left of the file.
  } catch {
    fatalError("an error of another type: \(error)")
  }
}

/// The same for poses, whose files do not say their frame rate.
@Sendable func readPoses(_ url: URL) {
  var options = ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.002))
  options.frameRate = 20
  readRecording(url, options: options)
}

/// Reads the records, the arrays and the finished pieces in a results folder.
@Sendable func readResults(_ url: URL) {
  let folder = ResultsFolder(url: url)
  do {
    for record in try folder.records() {
      _ = (record.parameters, record.dropped, record.checks, record.references, record.figures, record.inputs)
      _ = record.json.prettyText
      _ = (record.conclusion, try folder.arrays(of: record))
    }
  } catch is StageError {
    // Refused in words.
  } catch is FileError {
    // The same, for an archive.
  } catch {
    fatalError("an error of another type: \(error)")
  }
  for name in (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [] where name.hasSuffix(".jsonl") {
    _ = CheckpointFile.read(url.appendingPathComponent(name))
  }
}

/// The bytes are the text of a YAML file.
struct TextInput: FuzzInput {
  struct UnknownKind: Error { let name: String }
  let parse: @Sendable (String) throws -> Void

  init(kind: String) throws {
    switch kind {
    case "registry": parse = { _ = try DatasetRegistry(yaml: $0, file: "registry.yaml") }
    case "pipeline": parse = { _ = try Pipeline(yaml: $0, file: "pipeline.yaml") }
    case "plots": parse = { _ = try PlotConfig(yaml: $0) }
    default: throw UnknownKind(name: kind)
    }
  }

  func read(_ bytes: Data) -> Bool {
    do {
      try parse(String(decoding: bytes, as: UTF8.self))
    } catch is DatasetError {
      // Refused in words, as it should be.
    } catch is StageError {
    } catch is PlottingError {
    } catch {
      fatalError("an error of another type: \(error)")
    }
    return true
  }
}
