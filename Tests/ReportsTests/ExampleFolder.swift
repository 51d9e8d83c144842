import ArrayFiles
import ArrayNumerics
import Foundation
import Schema
import Stages

/// A small results folder as stages write one: an embedding and a topology, each with a figure.
struct ExampleFolder {
  let folder: ResultsFolder
  var recording = "session.npz"
  var sigma = 50.0
  var topologyInput = ExampleFolder.embeddingChecksum
  var warning: String?
  var topologyTitle = "Topology"
  /// Whether one command made everything, as its line of the provenance says.
  var isMadeByOneCommand = true
  /// What the folder was called when the results were made; `nil` as long ago, when that was not kept.
  var name: String?
  var findings: [(level: String, about: String, text: String)] = []

  /// SHA-256 of the two archives that `write` makes.
  static let embeddingChecksum = "d9baf236e10ad5bd745fb8001fe97479eb06de761f4a692da31410c2365fe910"
  static let topologyChecksum = "123fde3bf898302ef40e9d0f8534ec32a3c97f53df179bac3baa578062d6224c"

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "reports-tests-\(UUID().uuidString)")
    // The last part of the path is named in commands, so it has to be the same for each folder.
    folder = ResultsFolder(url: url.appendingPathComponent("results", isDirectory: true))
    try FileManager.default.createDirectory(at: folder.figuresURL, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder.url.deletingLastPathComponent()) }

  func text(_ file: String) throws -> String {
    try String(contentsOf: folder.url.appendingPathComponent(file), encoding: .utf8)
  }

  func write(_ text: String, as file: String) throws {
    try Data(text.utf8).write(to: folder.url.appendingPathComponent(file))
  }

  func write() throws {
    try write("archive 1", as: "embed.npz")
    try write("archive 22", as: "tda.npz")
    try write(Self.svg, as: "figures/embed-speed.svg")
    try write(Self.svg, as: "figures/tda-barcode.svg")
    try write(embedding.prettyText, as: "embed.json")
    try write(topology.prettyText, as: "tda.json")
    try write(
      [provenance("embed", key: "k1"), provenance("tda", key: "k2")].joined(separator: "\n") + "\n",
      as: "provenance.jsonl")
  }

  private var embedding: JSONValue {
    .record([
      "stage": "embed", "command": "embed", "title": "Spike embedding", "headline": "60 cells, 2000 of 2400 bins kept.",
      "parameters": .record([
        "sigma-ms": .record([
          "value": .number(sigma), "default": 50.0, "given": .bool(sigma != 50), "unit": "ms",
        ])
      ]),
      "summary": .record(["cells": 60, "mean_rate_hz": 1.4973]),
      "dropped": [.record(["what": "bins", "count": 400, "reason": "speed of 2.5 cm/s or less"])],
      "warnings": .array(warning.map { [.string($0)] } ?? []),
      "checks": [
        .record([
          "name": "Cells", "outcome": "pass", "found": "60", "threshold": "pass from 20, fail below 8",
        ]),
        .record([
          "name": "Recorded time", "outcome": "fail", "found": "20 s", "threshold": "fail below 120 s",
        ]),
      ],
      "arrays": [
        .record(["key": "rates", "dtype": "float32", "shape": [2000, 60], "unit": "Hz", "meaning": "rates"])
      ],
      "methods": .string("Spikes were smoothed with a Gaussian of \(Int(sigma)) ms [@gardner2022]."),
      "references": [
        Self.reference("gardner2022", "Gardner, R. J. and Moser, E. I.", doi: "10.1038/s41586-021-04268-7")
      ],
      "figures": [
        .record([
          "name": "speed", "caption": "Speed of the animal.", "alt": "Histogram of speed.",
          "files": ["figures/embed-speed.svg"],
        ])
      ],
      "inputs": [.record(["file": .string(recording), "sha256": "ffee", "bytes": 5000])],
      "archive": .record(["file": "embed.npz", "sha256": .string(Self.embeddingChecksum), "bytes": 9]),
      "reading": .record(["position-unit": "cm"]),
      "reading_findings": .array(
        findings.map { .record(["level": .string($0.level), "about": .string($0.about), "text": .string($0.text)]) }),
      "seed": .null, "stage_version": 1, "program": "canns-analyze 0.1.0", "key": "k1", "wall_time_s": 0.5,
      "peak_memory_bytes": 70_000_000,
    ])
  }

  private var topology: JSONValue {
    .record([
      "stage": "tda", "command": "tda", "title": .string(topologyTitle),
      "headline": "Two H1 bars.", "verdict": "torus", "reasons": ["The longest H1 bars live 7, 6, 2."],
      "conclusion": .record([
        "label": "Torus", "sentence": "Torus: two H1 bars above the null.", "meaning": "It does not show an attractor.",
      ]),
      "parameters": .record(["shuffles": .record(["value": 20, "default": 0, "given": true])]),
      "summary": .record(["h1_null_99_9": 1.9662675]), "dropped": [], "warnings": [], "checks": [],
      "arrays": [],
      "methods": "Cohomology was computed over Z/47 [@bauer2021; @gardner2022].",
      "references": [
        Self.reference("bauer2021", "Bauer, U.", doi: "10.1007/s41468-021-00071-5"),
        Self.reference("gardner2022", "Gardner, R. J. and Moser, E. I.", doi: "10.1038/s41586-021-04268-7"),
      ],
      "figures": [
        .record([
          "name": "barcode", "caption": "Persistence barcode.", "alt": "Barcode of two dimensions.",
          "files": ["figures/tda-barcode.svg"],
        ])
      ],
      "inputs": [.record(["file": "embed.npz", "sha256": .string(topologyInput), "bytes": 9])],
      "archive": .record(["file": "tda.npz", "sha256": .string(Self.topologyChecksum), "bytes": 10]), "seed": 7,
      "stage_version": 3,
      "program": "canns-analyze 0.1.0", "key": "k2", "wall_time_s": 12.25, "peak_memory_bytes": 90_000_000,
    ])
  }

  /// A stage with three cells: maps of two by three bins, the first without a rate, and a number.
  func writeRateMaps() throws {
    let maps: [Float] = [.nan, .nan, .nan, .nan, .nan, .nan, 0, 1, 2, 3, 4, .nan, 5, 4, 3, 2, 1, 0]
    try writeCells(
      "ratemaps", title: "Rate maps",
      [
        ("maps", ["cell", "y", "x"], DataArray(maps, shape: [3, 2, 3])),
        ("information", ["cell"], DataArray([-0.5, 2, 10])), ("cell_ids", ["cell"], DataArray(["<a>", "b", "c"])),
      ])
  }

  /// A stage that says something of two of the cells of the maps, repeats their information, and names groups.
  func writeKinds() throws {
    try writeCells(
      "zkinds", title: "Kinds",
      [
        ("own_information", ["cell"], DataArray([2, 10, -0.5])), ("is_big", ["cell"], DataArray([false, true, false])),
        ("reason", ["cell"], DataArray(["too small, it says", "", "=1"])),
        ("cell_ids", ["cell"], DataArray(["b", "c", "<a>"])),
      ], groups: [("big", ["c"]), ("all", ["b", "c"])])
  }

  private func writeCells(
    _ stage: String, title: String, _ arrays: [(key: String, axes: [String], array: DataArray)],
    groups: [(name: String, cells: [String])] = []
  ) throws {
    let archive = folder.url.appendingPathComponent("\(stage).npz")
    try NPZArchive.write(arrays.map { ($0.key, $0.array) }, to: archive)
    let record = JSONValue.record([
      "stage": .string(stage), "command": .string(stage), "title": .string(title), "headline": "3 cells.",
      "cell_groups": .object(groups.map { JSONValue.Member($0.name, JSONValue($0.cells)) }),
      "arrays": .array(
        arrays.map { key, axes, array in
          .record([
            "key": .string(key), "axes": JSONValue(axes), "shape": .array(array.shape.map { .integer($0) }), "unit": "",
            "meaning": "",
          ])
        }), "methods": "", "inputs": [],
      // The size is compared as a whole number.
      "archive": .record([
        "file": .string("\(stage).npz"), "sha256": .string(try sha256(of: archive)),
        "bytes": .integer(try Data(contentsOf: archive).count),
      ]), "key": .string("key of \(stage)"),
    ])
    try write(record.prettyText, as: "\(stage).json")
  }

  /// A stage whose command is not the name of its files.
  func writeTrajectory(input: String = "circle.csv", sha256: String = "ccdd") throws {
    try write("archive 333", as: "trajectory.npz")
    let record = JSONValue.record([
      "stage": "trajectory", "command": "import-trajectory", "title": "Trajectory", "headline": "400 rows.",
      "parameters": .record([
        "rate": .record(["value": 50.0, "default": .null, "given": true, "unit": "Hz"]),
        "flip-y": .record(["value": true, "default": false, "given": true]),
      ]),
      "summary": .record(["rate_hz": 50]), "methods": "",
      "inputs": [.record(["file": .string(input), "sha256": .string(sha256), "bytes": 9])],
      // Not the checksum of what was written: somebody has changed the arrays.
      "archive": .record(["file": "trajectory.npz", "sha256": "0000", "bytes": 11]), "key": "k3",
    ])
    try write(record.prettyText, as: "trajectory.json")
  }

  private func provenance(_ stage: String, key: String) -> String {
    var members: [JSONValue.Member] = [
      .init("time", "2026-03-04T05:06:07Z"), .init("stage", .string(stage)), .init("program", "canns-analyze 0.1.0"),
      .init("command", "canns-analyze run data/session.npz -o /far/results --preset grid --quiet"), .init("key", .string(key)),
      .init("threads", 2),
    ]
    if isMadeByOneCommand {
      members.append(.init("again", "canns-analyze run data/session.npz -o results --preset grid"))
    }
    if let name { members.append(.init("folder", .string(name))) }
    if stage == "embed" { members.append(.init("recording", "data/session.npz")) }
    return JSONValue.object(members).compactText
  }

  private static func reference(_ key: String, _ authors: String, doi: String) -> JSONValue {
    .record([
      "key": .string(key), "authors": .string(authors), "year": 2022, "title": "A title",
      "source": "Journal 1, 2-3",
      "doi": .string(doi),
    ])
  }

  static let svg = """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90pt" height="60pt" \
    viewBox="0 0 90 60" role="img" aria-labelledby="title desc">
    <title id="title">speed</title>
    <defs><clipPath id="i0"><path d="M 0 0 L 9 0 L 9 9 Z"/></clipPath><symbol id="i1"><path d="M 1 1"/></symbol></defs>
    <g clip-path="url(#i0)"><use xlink:href="#i1" x="3" y="4"/></g>
    </svg>
    """
}
