/// A complex number of two doubles, laid out as C's `double _Complex` and NumPy's `complex128`.
@frozen
public struct Complex: Sendable, Equatable, Hashable {
  /// The real part.
  public var real: Double
  /// The imaginary part.
  public var imaginary: Double

  @inlinable
  public init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// 0 + 0i.
  @inlinable public static var zero: Complex { Complex(0) }

  /// The number mirrored on the real axis.
  @inlinable public var conjugate: Complex { Complex(real, -imaginary) }

  /// |z|², without overflow protection.
  @inlinable public var squaredMagnitude: Double { real * real + imaginary * imaginary }

  /// |z|, without overflow protection.
  @inlinable public var magnitude: Double { squaredMagnitude.squareRoot() }

  /// The sum.
  @inlinable
  public static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }

  /// The difference.
  @inlinable
  public static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }

  /// The product.
  @inlinable
  public static func * (a: Complex, b: Complex) -> Complex {
    Complex(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }

  /// The product with a real number.
  @inlinable
  public static func * (a: Complex, b: Double) -> Complex { Complex(a.real * b, a.imaginary * b) }
}
