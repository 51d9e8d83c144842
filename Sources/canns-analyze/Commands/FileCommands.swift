import ArrayNumerics
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
      + "and warns of what will bite later: clocks, units, gaps, silent cells. Without --max-memory a file is unpacked to no "
      + "more than a gigabyte, or 20 times its size; beyond that only its headers are shown.",
    example: "canns-analyze inspect datasets/grid-module.npz", takes: [.reading, .work, .output],
    tables: CommandTables(options: [
      ParameterInformation(
        name: "brief", help: "only what it was understood as, what was guessed and what to beware of", expected: "",
        isFlag: true)
    ])
  ) { invocation in
    let file = try invocation.onlyFile("a file, or a folder with a recording")
    let url = URL(fileURLWithPath: file)
    let options = try invocation.common.readingOptions()
    let budget = MemoryBudget(bytes: invocation.common.memoryToDescribe(url))
    let report = try MemoryBudget.$current.withValue(budget) { try InspectionReport.inspect(url, options: options) }
    if invocation.common.json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      StandardOutput.write(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n")
    } else {
      let isBrief = invocation.settings.contains(ParameterSetting(name: "brief", text: "true"))
      StandardOutput.write((isBrief ? report.brief : report.text) + "\n")
    }
  }

  /// From one format to another.
  static let convert = Command(
    name: "convert", group: .files, operands: "IN OUT", summary: "write a recording in another format",
    purpose:
      "Reads a recording and writes it as NPZ, HDF5, NWB, MATLAB v5 or CSV, by the extension of the output. Spikes, times, "
      + "position and head direction go through without loss; positions are written in metres. A results folder with decoded "
      + "coordinates is written as NWB, with how they were made, and with --recording beside what they were made from. "
      + "What an archive such as DANDI asks of a session is said by options or in a YAML file (--about).",
    example: "canns-analyze convert datasets/grid-module.npz session.h5", takes: [.reading, .work, .output],
    tables: CommandTables(options: ConversionOptions.parameters.map(\.information))
  ) { invocation in
    guard invocation.files.count == 2 else {
      throw UsageError("convert needs an input and an output, for example: canns-analyze convert in.npz out.h5")
    }
    let output = Output(invocation.common)
    let (input, target) = (URL(fileURLWithPath: invocation.files[0]), URL(fileURLWithPath: invocation.files[1]))
    let options = try ConversionOptions(invocation.settings)
    if target.pathExtension.lowercased() != "nwb", let idle = invocation.settings.first(where: { $0.name != "recording" }) {
      throw UsageError("--\(idle.name) is written to NWB, and \(target.lastPathComponent) is another format.")
    }
    if try holdsResults(input) {
      let written = try convertResults(in: input, to: target, options, reading: try invocation.common.readingOptions())
      for file in written.files { output.say("wrote \(file.path)") }
      if output.json { output.print(.record(["written": JSONValue(written.files.map(\.path))])) }
      return output.tell(written.findings)
    }
    if options.recording != nil {
      throw UsageError("--recording belongs to a results folder, and \(invocation.files[0]) holds no results.")
    }
    let written = try Recordings.convert(
      from: input, to: target, options: try invocation.common.readingOptions(), session: options.session)
    for file in written.files { output.say("wrote \(file.path)") }
    if output.json { output.print(.record(["written": JSONValue(written.files.map(\.path))])) }
    output.tell(written.recording.findings)
  }
}

extension InspectionReport {
  /// The report without the list of what is in the file and without what needs no attention.
  fileprivate var brief: String {
    var short = self
    short.items = []
    short.findings = findings.filter { $0.level != .found }
    let head = "\(file): \(format), \(byteText(bytes)), \(counted(items.count, "object"))"
    let lines = short.text.split(separator: "\n").dropFirst()
    return ([escapingControls(head, isOneLine: true)[...]] + lines).joined(separator: "\n")
  }
}
