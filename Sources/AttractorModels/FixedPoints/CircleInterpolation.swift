import ArrayNumerics
import Foundation

/// Values around a circle on more points, by their waves: exact for what the points see.
///
/// - Parameters:
///   - count: of the points, as many as there are values or more.
///   - angle: by how much the whole is turned forwards, radians.
/// - Throws: `NumericsError`.
package func interpolatedAround(_ values: [Double], to count: Int, turnedBy angle: Double = 0) throws -> [Double] {
  let waves = try RealFourierTransform(size: values.count).forward(values)
  let ratio = Double(count) / Double(values.count)
  return try RealFourierTransform(size: count).inverse(
    (0...count / 2).map { wave in
      // The last wave of an even number stands for two that the points do not tell apart.
      if 2 * wave >= values.count, count > values.count || angle != 0 { return .zero }
      let turn = Double(wave) * angle
      return waves[wave] * Complex(cos(turn), -sin(turn)) * ratio
    })
}
