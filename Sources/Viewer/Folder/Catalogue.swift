import Schema
import Stages

extension ViewedFolder {
  /// What there is to show: stages, arrays, clocks and cells.
  ///
  /// - Parameters:
  ///   - version: which reading of the folder this is; requests name it.
  ///   - kept: the cells of an earlier selection.
  func catalogue(version: Int, editable: Bool, kept: [String]?) -> JSONValue {
    .record([
      "name": .string(name), "version": .integer(version), "editable": .bool(editable),
      "kept": kept.map { JSONValue($0) } ?? .null,
      "mainClock": mainClock.map(JSONValue.integer) ?? .null,
      "stages": .array(records.map(described)),
      "clocks": .array(
        clocks.map { clock in
          .record([
            "stage": .string(clock.stage), "axis": .string(clock.axis), "rows": .integer(clock.times.count),
            "stride": .integer(clock.stride), "frames": .integer(clock.frameCount), "step": .number(clock.step),
          ])
        }),
      "cells": JSONValue(cells),
      "cellPlaces": .object(
        cellPlaces.sorted { $0.key < $1.key }.map { .init($0.key, .array($0.value.map(JSONValue.integer))) }),
      "arrays": .array(arrays.map(\.json)),
    ])
  }

  private func described(_ record: StageRecord) -> JSONValue {
    .record([
      "stage": .string(record.stage), "title": .string(record.title), "headline": .string(record.headline),
      "summary": record.summary,
      "figures": .array(
        record.figures.map { figure in
          .record(["caption": .string(figure.caption), "alt": .string(figure.altText), "files": JSONValue(figure.files)])
        }),
    ])
  }

  /// Every array that has one value for each cell, in the order of `cells`: null where a stage has no such cell.
  var cellColumns: JSONValue {
    let columns = arrays.filter { $0.axes == ["cell"] && $0.key != "cell_ids" }.compactMap { array -> JSONValue? in
      guard let places = cellPlaces[array.stage], places.count == array.rows else { return nil }
      var values = [JSONValue](repeating: .null, count: cells.count)
      for (row, place) in places.enumerated() { values[place] = array.value(row) }
      return .record([
        "stage": .string(array.stage), "title": .string(array.title), "key": .string(array.key), "unit": .string(array.unit),
        "meaning": .string(array.meaning), "values": .array(values),
      ])
    }
    return .record(["columns": .array(columns)])
  }
}

extension ViewedArray {
  fileprivate func value(_ row: Int) -> JSONValue {
    switch values {
    // As few digits as tell it from its neighbours.
    case .numbers(let numbers):
      Double(numbers[row].description).flatMap { $0.isFinite ? .number($0) : nil } ?? .null
    case .bytes(let bytes): .integer(Int(bytes[row]))
    case .words(let words): .string(words[row])
    }
  }
}
