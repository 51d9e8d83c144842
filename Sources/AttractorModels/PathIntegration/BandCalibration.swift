import ArrayNumerics
import Foundation

/// How fast the bump of band cells really goes: v (g₀ + g₁ v² + g₂ v⁴ + g₃ v⁶), and what to ask for so that it goes at v.
public struct BandCalibration: Sendable, Equatable {
  /// g₀ to g₃.
  public let coefficients: [Double]
  /// Largest difference of a measured gain from the polynomial.
  public let residual: Double
  /// Speeds up to this one are covered, radians per unit of time.
  public let largestSpeed: Double

  /// Measures at eight speeds, on 36 points that stand for all cells: what is smooth is the same on fewer points.
  ///
  /// - Parameters:
  ///   - largestSpeed: below the gain of the layers times 1.5, where one of them pulls back.
  ///   - dt: of the runs that it is meant for.
  /// - Throws: `badParameter`, `stepTooLong`, `noConvergence`; `CancellationError`
  public init(
    _ parameters: BandCells.Parameters = .init(), integrator: Integrator = .euler, dt: Double,
    largestSpeed: Double = 0.3, work: Work = Work()
  ) throws {
    try checkPositive("the largest speed", largestSpeed)
    let cells = try BandCells(count: 36, parameters: parameters)
    let speeds = (0..<8).map { largestSpeed * (Double($0) + 0.5) / 7.5 }
    let gains = try concurrentMap(speeds.count, work: work) { index in
      try Self.gain(of: cells, integrator, dt: dt, speed: speeds[index], work: work.serial)
    }
    let design = Matrix(rows: 8, columns: 4, elements: speeds.flatMap { v in (0..<4).map { pow(v, Double(2 * $0)) } })
    coefficients = try leastSquares(design, gains)
    self.largestSpeed = largestSpeed
    let found = coefficients
    residual = zip(speeds, gains).map { abs(Self.gain(found, $0) - $1) }.max() ?? 0
    guard residual < 0.01, gains.allSatisfy({ $0 > 0 }) else {
      throw AttractorModelsError.noConvergence(what: "gain of the band cells", residual: residual, tolerance: 0.01)
    }
  }

  /// The measured speed of the bump over the speed that was asked for, in steady movement.
  public static func gain(
    of cells: BandCells, _ integrator: Integrator, dt: Double, speed: Double, work: Work = Work()
  ) throws -> Double {
    let decoder = RingDecoder(cells.grid)
    let settling = Int((50 / dt).rounded())
    var (last, travelled) = (0.0, 0.0)
    let phases = Trace(every: 1) { state -> Double in
      let phase = decoder.mean(of: cells.rates(of: state)).position
      defer { last = phase }
      return angleDifference(phase, last)
    }
    let run = try Run(cells, integrator: integrator, dt: dt, steps: 2 * settling)
    try run(observing: [phases], work: work) { _ in .init(speed: speed) }
    for step in phases.values.suffix(settling) { travelled += step }
    return travelled / (Double(settling) * dt * speed)
  }

  private static func gain(_ coefficients: [Double], _ v: Double) -> Double {
    let square = v * v
    return coefficients.reversed().reduce(0) { $0 * square + $1 }
  }

  /// What to ask for so that the bump goes at a speed, radians per unit of time. Beyond the largest speed the gain of that one
  /// is taken.
  public func command(for speed: Double) -> Double {
    var command = speed
    for _ in 0..<8 { command = speed / Self.gain(coefficients, min(abs(command), largestSpeed)) }
    return command
  }
}
