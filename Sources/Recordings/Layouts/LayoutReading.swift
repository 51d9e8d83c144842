import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

extension RecordingReading {
  /// A reading for a layout that knows its arrays: nothing is assigned by names.
  init(_ source: ArraySource, _ options: ReadingOptions) {
    self.init(source, options, RoleAssignment())
  }

  /// What the layout may be told with `--map`.
  ///
  /// - Throws: `FileError` that names an entry the layout does not have.
  func requireMap(_ known: [String]) throws {
    for key in options.map.keys.sorted() where !known.contains(key.lowercased()) {
      throw FileError.unusable(
        "--map \(key)=…: \(source.format) recordings have no such setting.",
        remedy: known.isEmpty
          ? "They take none." : "They have \(known.map { $0 + "=…" }.joined(separator: ", ")).")
    }
  }

  /// A value given with `--map`, by name without regard to case.
  func mapped(_ key: String) -> String? {
    options.map[key] ?? options.map.first { $0.key.lowercased() == key }?.value
  }

  /// A number given with `--map`.
  func mappedNumber(_ key: String) throws -> Double? {
    guard let text = mapped(key) else { return nil }
    guard let number = Double(parameterText: text) else {
      throw FileError.unusable("--map \(key)=\(text): a number was expected.")
    }
    return number
  }

  /// The array of an item; `nil` when there is none of this path.
  func array(_ path: String) throws -> DataArray? {
    guard let item = source.item(path) else { return nil }
    guard case .array(let array) = try source.read(item) else {
      throw FileError.unusable("an array was expected; it is \(item.typeName).", place: path)
    }
    return array
  }

  /// The numbers of an item as one vector; `nil` when there is none of this path.
  func vector(at path: String) throws -> [Double]? { try source.item(path).map { try vector($0) } }

  /// A matrix of numbers; `nil` when there is none of this path.
  func matrix(_ path: String) throws -> Matrix<Float>? {
    guard let array = try array(path) else { return nil }
    guard array.shape.count == 2, let matrix = array.floatMatrix else {
      throw FileError.unusable(
        "a matrix of numbers was expected; it is \(array.typeName) \(shapeText(array.shape)).", place: path)
    }
    return matrix
  }

  func recording(
    spikes: SpikeData? = nil, trajectory: Trajectory? = nil, roiSignals: ROISignals? = nil,
    fieldPotential: FieldPotential? = nil, epochs: [Epoch] = []
  ) -> Recording {
    Recording(
      source: RecordingSource(url: source.url, format: source.format, files: source.files), spikes: spikes,
      cellIDs: cellIDs, trajectory: trajectory, roiSignals: roiSignals, fieldPotential: fieldPotential, epochs: epochs,
      positionUnit: positionUnit, findings: findings)
  }
}
