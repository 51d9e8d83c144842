import ArrayFiles
import ArrayNumerics
import Datasets
import Foundation
import Schema
import Stages

extension Command {
  /// The registry of data sets.
  static let datasets = Command(
    name: "datasets", group: .files, operands: "list | fetch NAME | make NAME [-o FILE]",
    summary: "data to begin with: list, download with checksums, simulate from a seed",
    purpose:
      "Lists the data sets of the registry with licence and citation, downloads public recordings (resuming and verifying "
      + "their SHA-256), and makes the simulated ones from a seed, byte for byte the same each time.",
    example: "canns-analyze datasets make grid-module --seed 1 --minutes 20 --cells 120 -o module.npz",
    writes: ["the files of the data set"], takes: [.chance, .work, .output],
    tables: CommandTables(options: DatasetOptions.parameters.map(\.information)),
    words: [
      CompletedWords(after: "datasets", ["list", "fetch", "make"]),
      CompletedWords(after: "make", SimulatedDataset.allCases.map(\.rawValue)),
    ]
  ) { try DatasetCommand($0).run() }
}

/// Options of `datasets`.
struct DatasetOptions: ParameterTable {
  var registry: String?
  var cells: Int?
  var minutes: Double?

  static let parameters: [Parameter<DatasetOptions>] = [
    Parameter("registry", \.registry, help: "the registry file; by default datasets/registry.yaml of the project"),
    Parameter("cells", \.cells, help: "number of cells of a simulated data set"),
    Parameter("minutes", \.minutes, unit: "min", help: "length of a simulated data set"),
  ]

  func validate() throws {}
}

struct DatasetCommand {
  private let invocation: Invocation
  private let options: DatasetOptions
  private let output: Output

  init(_ invocation: Invocation) throws {
    self.invocation = invocation
    options = try DatasetOptions(settings: invocation.settings)
    output = Output(invocation.common)
  }

  func run() throws {
    guard let action = invocation.files.first else {
      throw UsageError("datasets needs a word more: list, fetch NAME or make NAME.")
    }
    switch action {
    case "list": try list()
    case "fetch": try fetch(try name(after: action))
    case "make": try make(try name(after: action))
    default: throw UsageError("datasets knows list, fetch and make, not '\(action)'.")
    }
  }

  private func name(after action: String) throws -> String {
    guard invocation.files.count == 2 else {
      throw UsageError("datasets \(action) needs one name; 'canns-analyze datasets list' shows them.")
    }
    return invocation.files[1]
  }

  private func list() throws {
    let registry = try DatasetRegistry(contentsOf: registryURL())
    if output.json {
      output.print(
        .array(
          registry.entries.map {
            .record([
              "name": .string($0.name), "title": .string($0.title), "kind": .string($0.kind.rawValue),
              "licence": .string($0.licence), "load": .string($0.load),
              "citations": JSONValue($0.citations.map(\.text)), "notes": JSONValue($0.notes),
            ])
          }))
      return
    }
    for entry in registry.entries {
      output.say("\(entry.name) (\(entry.kind.rawValue)): \(entry.title)")
      output.say("  licence: \(entry.licence)")
      output.say("  use: \(entry.load)")
    }
  }

  private func fetch(_ name: String) throws {
    let entry = try DatasetRegistry(contentsOf: registryURL()).entry(named: name)
    let folder = URL(fileURLWithPath: invocation.common.output ?? name, isDirectory: true)
    for file in try DatasetFetcher.fetch(entry, into: folder, work: invocation.common.context().work) {
      output.say(
        sentence {
          "\(file.url.path): \(file.bytes) bytes, SHA-256 \(file.sha256)"
          if file.isVerified { ", as registered" }
        })
    }
    for citation in entry.citations { output.say("cite: \(citation.text)") }
  }

  private func make(_ name: String) throws {
    if SimulatedDataset(rawValue: name) == nil, let registry = try? DatasetRegistry(contentsOf: registryURL()) {
      // A name that no data set has, not one of a data set that is recorded.
      _ = try registry.entry(named: name)
    }
    let dataset = try SimulatedDataset(named: name)
    let trajectory = try registryURL().deletingLastPathComponent().appendingPathComponent("rat-trajectory.npz")
    let recording = try dataset.make(
      seed: UInt64(invocation.common.seed), cells: options.cells, minutes: options.minutes, trajectory: trajectory,
      work: invocation.common.context().work)
    let file = URL(fileURLWithPath: invocation.common.output ?? "\(name).npz")
    try recording.write(to: file)
    output.say("wrote \(file.path) (simulated, seed \(invocation.common.seed))")
  }

  /// The registry that was named, that of the current folder, or that of the project the program was built in.
  private func registryURL() throws -> URL {
    if let named = options.registry { return URL(fileURLWithPath: named) }
    // Started by its name alone, the program does not know its path; the system does.
    let started = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    let program = URL(fileURLWithPath: started).resolvingSymlinksInPath()
    var folders = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
    var folder = program.deletingLastPathComponent()
    while folder.path != "/" {
      folders += [folder, folder.appendingPathComponent("share/canns-analyze")]
      folder.deleteLastPathComponent()
    }
    for folder in folders {
      let file = folder.appendingPathComponent("datasets/registry.yaml")
      if FileManager.default.fileExists(atPath: file.path) { return file }
    }
    throw FileError(
      .noSuchInput, file: "datasets/registry.yaml",
      problem: "there is no registry here, in a folder above the program \(program.path), or in share/canns-analyze beside it.",
      remedy: "Give --registry FILE, or put the folder 'datasets' of the project beside the program.")
  }
}
