import ArrayNumerics
import Foundation

/// A part of a conjunctive input: the template at a phase, with a weight.
public struct PhaseInput: Sendable, Equatable {
  /// On the sheared torus, radians.
  public var phase: SIMD2<Double>
  /// Of the template.
  public var weight: Double

  public init(phase: SIMD2<Double>, weight: Double) {
    self.phase = phase
    self.weight = weight
  }
}

/// W r and the conjunctive input of a sheet of grid cells, where both are sums of one Gaussian over the hexagonal lattice:
/// four thin products in the real basis 1, cos kx, sin kx, … instead of n² × n² weights. One for each thread.
///
/// The lattice sum has the coefficients c exp(−a² (4/3)(k² − kl + l²)/2). With K its coefficients and P = K(k, l) + K(k, −l),
/// M = K(k, l) − K(k, −l), the filter turns the coefficients cc, ss, sc, cs of cos·cos, … into cc' = 2(P cc − M ss), ss' = 2(P
/// ss − M cc), sc' = 2(P sc + M cs), cs' = 2(P cs + M sc), half as much for each zero index. The input is the same template at
/// a few phases: added to the coefficients before the filter.
final class LatticeDrive {
  private let side: Int
  private let waves: Int
  /// 2 waves + 1.
  private let rank: Int
  private let basis: WorkVector
  private let half: WorkVector
  private let coefficients: WorkVector
  private let filtered: WorkVector
  private let plus: WorkVector
  private let minus: WorkVector
  private var inputX: WorkVector
  private var inputY: WorkVector
  /// Template over weight.
  private let inputGain: Double

  /// - Parameters:
  ///   - side: cells along each axis.
  ///   - peakWeight: of the connections at distance 0.
  ///   - amplitude: of the template at its centre.
  ///   - tolerance: coefficients below this part of the largest are left out.
  init(side: Int, width a: Double, peakWeight: Double, amplitude: Double, tolerance: Double = 1e-13) {
    self.side = side
    waves = min((side - 1) / 2, Int(((2 * log(1 / tolerance)).squareRoot() / a).rounded(.up)))
    rank = 2 * waves + 1
    let count = waves + 1
    basis = WorkVector(side * rank)
    half = WorkVector(side * rank)
    coefficients = WorkVector(rank * rank)
    filtered = WorkVector(rank * rank)
    plus = WorkVector(count * count)
    minus = WorkVector(count * count)
    inputX = WorkVector(rank)
    inputY = WorkVector(rank)
    inputGain = amplitude / peakWeight
    for cell in 0..<side {
      Self.writeBasis(at: -.pi + 2 * .pi * Double(cell) / Double(side), scale: 1, waves, basis.pointer + cell * rank)
    }
    // Of exp(−|T⁻¹d|²/2a²) summed over the lattice whose cell has the area (2π)² √3/2.
    let scale = peakWeight * 2 * .pi * a * a / (3.0.squareRoot() / 2) / (4 * .pi * .pi)
    func coefficient(_ k: Int, _ l: Int) -> Double {
      scale * exp(-0.5 * a * a * 4 / 3 * Double(k * k - k * l + l * l))
    }
    for l in 0...waves {
      for k in 0...waves {
        let part = (k == 0 ? 0.5 : 1) * (l == 0 ? 0.5 : 1)
        plus.pointer[l * count + k] = 2 * part * (coefficient(k, l) + coefficient(k, -l))
        minus.pointer[l * count + k] = 2 * part * (coefficient(k, l) - coefficient(k, -l))
      }
    }
  }

  /// 1, cos x, sin x, cos 2x, … times a scale, by rotation.
  private static func writeBasis(at x: Double, scale: Double, _ waves: Int, _ out: UnsafeMutablePointer<Double>) {
    let (c, s) = (cos(x), sin(x))
    var (real, imaginary) = (scale, 0.0)
    out[0] = scale
    for k in 1..<waves + 1 {
      (real, imaginary) = (real * c - imaginary * s, imaginary * c + real * s)
      out[2 * k - 1] = real
      out[2 * k] = imaginary
    }
  }

  /// Writes `scale` · W s + Σ weight · template.
  ///
  /// - Precondition: side² numbers at both.
  func apply(
    to s: UnsafePointer<Double>, scale: Double, inputs: [PhaseInput], into out: UnsafeMutablePointer<Double>
  ) {
    let (n, q) = (side, rank)
    multiply(n, q, n, alpha: scale, s, basis.pointer, into: half.pointer)
    multiply(q, q, n, basis.pointer, transposeA: true, half.pointer, into: coefficients.pointer)
    addInputs(inputs)
    filter()
    multiply(n, q, q, basis.pointer, filtered.pointer, into: half.pointer)
    multiply(n, n, q, half.pointer, basis.pointer, transposeB: true, into: out)
  }

  private func addInputs(_ inputs: [PhaseInput]) {
    if inputs.isEmpty { return }
    if inputX.count < inputs.count * rank {
      inputX = WorkVector(inputs.count * rank)
      inputY = WorkVector(inputs.count * rank)
    }
    for (index, input) in inputs.enumerated() {
      Self.writeBasis(at: input.phase.x, scale: input.weight * inputGain, waves, inputX.pointer + index * rank)
      Self.writeBasis(at: input.phase.y, scale: 1, waves, inputY.pointer + index * rank)
    }
    multiply(
      rank, rank, inputs.count, inputY.pointer, transposeA: true, inputX.pointer, beta: 1, into: coefficients.pointer)
  }

  private func filter() {
    let (b, d) = (coefficients.pointer, filtered.pointer)
    for l in 0...waves {
      for k in 0...waves {
        let (p, m) = (plus.pointer[l * (waves + 1) + k], minus.pointer[l * (waves + 1) + k])
        let (cosineRow, sineRow) = (max(2 * l - 1, 0) * rank, 2 * l * rank)
        let (cosine, sine) = (max(2 * k - 1, 0), 2 * k)
        let cc = b[cosineRow + cosine]
        let sc = k > 0 ? b[cosineRow + sine] : 0
        let cs = l > 0 ? b[sineRow + cosine] : 0
        let ss = k > 0 && l > 0 ? b[sineRow + sine] : 0
        d[cosineRow + cosine] = p * cc - m * ss
        if k > 0 { d[cosineRow + sine] = p * sc + m * cs }
        if l > 0 { d[sineRow + cosine] = p * cs + m * sc }
        if k > 0 && l > 0 { d[sineRow + sine] = p * ss - m * cc }
      }
    }
  }
}
