import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

extension ArraySource {
  /// The same file with these items alone, so that nothing else in it is taken for a part of the recording.
  func restricted(to paths: [String], reading: ((Item) throws -> Value)? = nil) -> ArraySource {
    let kept = items.filter { paths.contains($0.path) }
    return ArraySource(url: url, format: format, items: kept, reader: reading ?? { try self.read($0) })
  }

  /// The item of a path without regard to case, if it is an array of numbers.
  func numbers(_ path: String) -> Item? {
    item(path).flatMap { item in ["float", "int", "uint", "bool"].contains { item.typeName.hasPrefix($0) } ? item : nil }
  }

  /// Numbers as one vector.
  func vector(_ item: Item) throws -> [Double] {
    guard case .array(let array) = try read(item), let values = array.doubles else {
      throw FileError.unusable("numbers were expected; it is \(item.typeName).", place: item.path)
    }
    return values
  }

  /// The arrays of a cell with other names, if there is one for each.
  func ragged(_ item: Item, named names: [String]) throws -> Value {
    let value = try read(item)
    guard case .ragged(let arrays) = value, arrays.count == names.count, Set(names).count == names.count else {
      return value
    }
    return .ragged(zip(names, arrays).map { ($0, $1.array) })
  }

  /// The recording that these items make, read by the general rules; what the user mapped goes first.
  ///
  /// - Parameter named: items that the layout used by itself.
  func recording(
    _ map: [String: Item], options: ReadingOptions, named: Set<String> = [], reading: ((Item) throws -> Value)? = nil
  ) throws -> Recording {
    var options = options
    for (role, item) in map where options.map[role] == nil { options.map[role] = item.path }
    let mapped = options.map.values.flatMap { item($0).map { [$0.path] } ?? $0.split(separator: "+").map(String.init) }
    // What is said of cells and samples is looked at, whatever the layout.
    let beside = items.filter { item in
      !mapped.contains(item.path) && (CellColumn.isKnown(item.key) || SampleLabels.isTrust(item.key))
    }
    let paths = mapped + beside.map(\.path)
    let source = restricted(to: paths, reading: reading)
    var run = RecordingReading(source, options, try RoleAssignment(source, options: options))
    var recording = try run.run()
    let others = items.map(\.path).filter { path in
      !path.hasPrefix("@") && !named.contains(path)
        && !paths.contains { $0 == path || path.hasPrefix($0 + "/") || $0.hasPrefix(path + "/") }
    }
    if !others.isEmpty {
      recording.findings.append(
        Finding(
          .found, "other arrays",
          "not used: \(firstNames(others, RecordingReading.mostListed)); this layout does not read them."))
    }
    return recording
  }
}

extension Recording {
  /// The recording with a note on where it comes from before its other findings.
  func noting(_ level: Finding.Level, _ what: String, _ message: String, option: String? = nil) -> Recording {
    var recording = self
    recording.findings.insert(Finding(level, what, message, option: option), at: 0)
    return recording
  }
}
