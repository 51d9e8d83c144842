/// `Float` and `Double`: the element types of numerical matrices. Sums are always accumulated in `Double`.
public protocol RealScalar: BinaryFloatingPoint, Sendable {
  /// The value of this precision nearest to a double.
  static func rounding(_ value: Double) -> Self
  /// The value in double precision, exactly.
  var asDouble: Double { get }
}

extension Float: RealScalar {
  /// The nearest value in single precision.
  @inlinable public static func rounding(_ value: Double) -> Float { Float(value) }
  /// The value in double precision, exactly.
  @inlinable public var asDouble: Double { Double(self) }
}

extension Double: RealScalar {
  /// The value itself.
  @inlinable public static func rounding(_ value: Double) -> Double { value }
  /// The value itself.
  @inlinable public var asDouble: Double { self }
}

/// The index of the first element that is NaN or infinite.
package func firstNonFinite(_ values: UnsafeBufferPointer<some RealScalar>) -> Int? {
  values.firstIndex { !$0.isFinite }
}
