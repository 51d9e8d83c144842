import ArrayNumerics

/// An array whose name only a result knows: what a monitor of a simulation kept.
public struct NamedArray: Sendable, Equatable {
  /// The name in the archive.
  public var key: String
  /// Empty when it has none.
  public var unit: String
  /// The names of its axes, outermost first; `nil` when their number varies.
  public var axes: [FieldAxis]?
  /// What it holds, as half a sentence.
  public var meaning: String
  /// The values.
  public var array: DataArray

  public init(_ key: String, unit: String = "", axes: [FieldAxis]? = nil, _ meaning: String, _ array: DataArray) {
    self.key = key
    self.unit = unit
    self.axes = axes
    self.meaning = meaning
    self.array = array
  }

  var stored: StoredField {
    StoredField(
      information: FieldInformation(
        key: key, kind: .array, unit: unit, axes: axes, meaning: meaning, typeName: array.typeName, isOptional: true),
      content: .array(array))
  }
}
