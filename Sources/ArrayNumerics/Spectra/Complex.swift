/// A complex number of two doubles, laid out as C's `double _Complex` and NumPy's `complex128`.
@frozen
public struct Complex: Sendable, Equatable, Hashable {
  public var real: Double
  public var imaginary: Double

  @inlinable
  public init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  @inlinable public static var zero: Complex { Complex(0) }

  @inlinable public var conjugate: Complex { Complex(real, -imaginary) }

  /// |z|², without overflow protection.
  @inlinable public var squaredMagnitude: Double { real * real + imaginary * imaginary }

  @inlinable public var magnitude: Double { squaredMagnitude.squareRoot() }

  @inlinable
  public static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }

  @inlinable
  public static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }

  @inlinable
  public static func * (a: Complex, b: Complex) -> Complex {
    Complex(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }

  @inlinable
  public static func * (a: Complex, b: Double) -> Complex { Complex(a.real * b, a.imaginary * b) }
}
