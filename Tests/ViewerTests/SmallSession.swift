import ArrayFiles
import ArrayNumerics
import Foundation
import Schema
import Stages
import TestSupport

/// A results folder of two made-up stages: activity of three cells in eight bins, and angles of the bins but the third.
struct SmallSession {
  let temporary: TemporaryFolder
  let folder: ResultsFolder

  static let times = (0..<8).map { 100 + 0.5 * Double($0) }
  static let kept = [0, 1, 3, 4, 5, 6, 7]
  static let angles = kept.flatMap { [0.1 * Double($0), 6 - 0.25 * Double($0)] }
  static let counts = (0..<24).map { Int32($0 % 5) }
  static let maps = (0..<18).map { $0 == 4 ? Float.nan : Float($0) / 4 }
  static let cells = ["t1c1", "t1c2", "t2c1"]

  init() throws {
    temporary = try TemporaryFolder()
    folder = ResultsFolder(url: temporary.url.appendingPathComponent("results", isDirectory: true))
    try folder.create()
    let first = try write(
      "first", inputs: [],
      [
        ("counts", "spikes", ["time", "cell"], DataArray(Self.counts, shape: [8, 3])),
        ("t", "s", ["time"], DataArray(Self.times)),
        ("score", "", ["cell"], DataArray([0.5, .nan, -0.25])),
        ("maps", "Hz", ["cell", "y", "x"], DataArray(Self.maps, shape: [3, 2, 3])),
        ("cell_ids", "", ["cell"], DataArray(Self.cells)),
      ])
    _ = try write(
      "second", inputs: [first],
      [
        ("angles", "rad", ["row", "circle"], DataArray(Self.angles, shape: [7, 2])),
        ("t", "s", ["row"], DataArray(Self.kept.map { Self.times[$0] })),
      ])
  }

  /// Writes archive and record, the record last as a stage does, and gives the archive as the record of a later stage names it.
  func write(
    _ stage: String, inputs: [JSONValue],
    _ arrays: [(key: String, unit: String, axes: [String], array: DataArray)]
  ) throws -> JSONValue {
    let file = folder.archiveURL(of: stage, format: .npz)
    try NPZArchive.write(arrays.map { ($0.key, $0.array) }, to: file)
    let archive = JSONValue.record([
      "file": .string("\(stage).npz"), "sha256": .string(try sha256(of: file)),
      "bytes": .integer(try Data(contentsOf: file).count),
    ])
    let described = arrays.map { item in
      JSONValue.record([
        "key": .string(item.key), "dtype": .string(item.array.typeName),
        "shape": .array(item.array.shape.map(JSONValue.integer)), "unit": .string(item.unit),
        "meaning": "made up", "axes": JSONValue(item.axes),
      ])
    }
    let record = JSONValue.record([
      "stage": .string(stage), "title": .string(stage.capitalized), "headline": "Made up.", "summary": .record(["cells": 3]),
      "arrays": .array(described), "figures": .array([]), "inputs": .array(inputs), "archive": archive, "key": .string(stage),
    ])
    try Data(record.prettyText.utf8).write(to: folder.recordURL(of: stage))
    return archive
  }
}
