/// A value whose arrays and numbers are declared in a table.
public protocol FieldTable: Sendable {
  /// Arrays in the order of the archive, numbers in that of the record, each with key, unit, axes and meaning. Shapes are
  /// checked by the axes when a value is read back: axes of one name have one length.
  static var fields: [Field<Self>] { get }
}

extension FieldTable {
  /// Every field that this value has, in order.
  public var storedFields: [StoredField] { Self.fields.flatMap { $0.allStored(of: self) } }
}

extension Field {
  /// A table, a field on each line.
  ///
  /// ```swift
  /// static let fields = Field<Self>.table {
  ///   Field.array("t", \.times, unit: "s", axes: ["time"], "time of each row")
  ///   Field.part(\.behaviour)
  ///   Field.number("cells", \.cellCount, "cells")
  /// }
  /// ```
  public static func table(@FieldsBuilder<Root> _ fields: () -> [Field]) -> [Field] { fields() }
}

/// Joins the lines of a table.
@resultBuilder
public enum FieldsBuilder<Root> {
  public static func buildExpression(_ field: Field<Root>) -> [Field<Root>] { [field] }
  public static func buildExpression(_ fields: [Field<Root>]) -> [Field<Root>] { fields }
  public static func buildBlock(_ fields: [Field<Root>]...) -> [Field<Root>] { fields.flatMap { $0 } }
  public static func buildArray(_ fields: [[Field<Root>]]) -> [Field<Root>] { fields.flatMap { $0 } }
}
