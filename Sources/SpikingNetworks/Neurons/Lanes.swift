import ArrayNumerics

/// One number for each of four neurons that are advanced together. A concrete vector type: code that is generic over the vector
/// is lowered lane by lane.
public typealias Lanes = SIMD4<Double>

/// One truth for each of the four.
public typealias LaneMask = SIMDMask<SIMD4<Int64>>

/// How many neurons a block holds.
let laneCount = 4

/// Whether any lane is set.
@inline(__always)
func isAny(_ mask: LaneMask) -> Bool {
  let words = unsafeBitCast(mask, to: SIMD4<UInt64>.self)
  let half = words.lowHalf | words.highHalf
  return half.x | half.y != 0
}

/// `yes` where the mask is set, `no` elsewhere.
@inline(__always)
func select(_ mask: LaneMask, _ yes: Lanes, _ no: Lanes) -> Lanes { no.replacing(with: yes, where: mask) }

extension SIMD4<Double> {
  /// A function of each lane; for what is made once, not for what is done in every step.
  func mapped(_ function: (Double) -> Double) -> Lanes {
    Lanes(function(self[0]), function(self[1]), function(self[2]), function(self[3]))
  }
}

/// e^(−t/τ) of each lane.
func decay(_ t: Double, _ tau: Lanes) -> Lanes { (-t / tau).mapped(exponential) }

/// φ(x) = (1 − e^(−x))/x for x ≥ 0, the mean of e^(−s) over 0 … x. Where one exponential relaxes towards a value that another
/// one moves, it replaces a division by a difference that may vanish.
///
/// Up to 1 by the polynomial of Chebyshev's fit (relative error 7 · 10⁻¹⁶); beyond by the exponential.
@inline(__always)
func relaxation(_ x: Lanes) -> Lanes {
  if isAny(x .> 1) { return distantRelaxation(x) }
  // Even and odd powers apart, so that they run side by side.
  let square = x * x
  var even = square * 1.592_282_448_144_059_8e-8 + 2.729_984_743_842_025e-6
  var odd = square * -2.555_917_600_283_951e-7 - 2.478_063_708_249_95e-5
  even = even * square + 1.984_016_540_645_262_2e-4
  odd = odd * square - 1.388_885_131_320_131_3e-3
  even = even * square + 8.333_332_533_829_133e-3
  odd = odd * square - 4.166_666_656_720_996_5e-2
  even = even * square + 0.166_666_666_660_310_95
  odd = odd * square - 0.499_999_999_999_841_37
  even = even * square + 0.999_999_999_999_999_35
  return even + odd * x
}

@inline(never)
private func distantRelaxation(_ x: Lanes) -> Lanes { x.mapped(relaxation) }

/// φ(x) of any number.
func relaxation(_ x: Double) -> Double { abs(x) < 1e-8 ? 1 - x / 2 : -exponentialMinusOne(-x) / x }

/// A value of vectors that are all 0: parameters before a table fills them, a state at rest.
func zeros<Value: BitwiseCopyable>() -> Value {
  // Every bit pattern is a value of a type that is made of numbers only.
  withUnsafeTemporaryAllocation(byteCount: MemoryLayout<Value>.stride, alignment: MemoryLayout<Value>.alignment) { bytes in
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    return bytes.load(as: Value.self)
  }
}
