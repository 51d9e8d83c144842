import Foundation
import Recordings
import Schema
import Stages

extension Command {
  /// What is in a file.
  static let inspect = Command(
    name: "inspect", group: .files, operands: "FILE|FOLDER", summary: "what is in a file, as what it was understood",
    purpose:
      "Lists what a file holds with shapes, types, units and first values, says what each thing was taken for and why, "
      + "and warns of what will bite later: clocks, units, gaps, silent cells.",
    example: "canns-analyze inspect datasets/grid-module.npz"
  ) { invocation in
    let file = try invocation.onlyFile("a file, or a folder with a recording")
    let report = try InspectionReport.inspect(
      URL(fileURLWithPath: file), options: try invocation.common.readingOptions())
    if invocation.common.json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      StandardOutput.write(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n")
    } else {
      StandardOutput.write(report.text + "\n")
    }
  }

  /// From one format to another.
  static let convert = Command(
    name: "convert", group: .files, operands: "IN OUT", summary: "write a recording in another format",
    purpose:
      "Reads a recording and writes it as NPZ, HDF5, NWB or CSV, by the extension of the output. Spikes, times, position "
      + "and head direction go through without loss; positions are written in metres. A results folder with decoded "
      + "coordinates is written as NWB, with how they were made.",
    example: "canns-analyze convert datasets/grid-module.npz session.h5"
  ) { invocation in
    guard invocation.files.count == 2 else {
      throw UsageError("convert needs an input and an output, for example: canns-analyze convert in.npz out.h5")
    }
    let output = Output(invocation.common)
    let (input, target) = (URL(fileURLWithPath: invocation.files[0]), URL(fileURLWithPath: invocation.files[1]))
    if try holdsResults(input) {
      let written = try convertResults(in: input, to: target)
      for file in written.files { output.say("wrote \(file.path)") }
      if output.json { output.print(.record(["written": JSONValue(written.files.map(\.path))])) }
      return output.tell(written.findings)
    }
    let written = try Recordings.convert(
      from: input, to: target, options: try invocation.common.readingOptions())
    for file in written.files { output.say("wrote \(file.path)") }
    if output.json { output.print(.record(["written": JSONValue(written.files.map(\.path))])) }
    output.tell(written.recording.findings)
  }
}
