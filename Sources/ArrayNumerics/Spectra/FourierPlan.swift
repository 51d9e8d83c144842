import CFFTW
import Synchronization

/// FFTW plans may be executed by many threads at once, but made and destroyed by only one at a time.
private let planner = Mutex<Void>(())

/// One FFTW plan, destroyed with its last owner.
///
/// Plans are made with `FFTW_ESTIMATE`, which measures nothing, so that the algorithm and with it the last bits are
/// the same in every run, and with `FFTW_UNALIGNED`, so that they can be executed on any array. They are immutable
/// after that, and the new-array execution functions of FFTW are thread safe.
final class FourierPlan: @unchecked Sendable {
  let plan: fftw_plan

  static let flags = UInt32(FFTW_ESTIMATE | FFTW_UNALIGNED)
  /// For memory that its owner has aligned and checks with `fftw_alignment_of`: vector code, about twice as fast.
  static let alignedFlags = UInt32(FFTW_ESTIMATE)

  init(_ make: () -> fftw_plan?, what: String) throws(NumericsError) {
    guard let plan = planner.withLock({ _ in PlanBox(make()) }).plan else {
      throw .badParameter(name: "the shape of a Fourier transform", found: what, expected: "positive sizes")
    }
    self.plan = plan
  }

  deinit { planner.withLock { _ in fftw_destroy_plan(plan) } }
}

/// Carries a plan out of the lock.
private struct PlanBox: @unchecked Sendable {
  let plan: fftw_plan?
  init(_ plan: fftw_plan?) { self.plan = plan }
}

/// - Throws: `NumericsError` unless the size is in 1...Int32.max.
func transformSize(_ size: Int) throws(NumericsError) -> Int32 {
  guard size > 0, let converted = Int32(exactly: size) else {
    throw .badParameter(
      name: "the size of a Fourier transform", found: "\(size)", expected: "in 1...\(Int32.max)")
  }
  return converted
}

/// - Throws: `NumericsError.wrongShape` when the input of a transform does not have the planned size.
func checkTransformInput(_ found: Int, _ expected: Int) throws(NumericsError) {
  if found != expected {
    throw .wrongShape(
      what: "input of a Fourier transform", found: "\(found) elements", expected: "\(expected), as planned")
  }
}

extension UnsafeMutableBufferPointer<Complex> {
  /// The buffer as FFTW sees it, where a complex number is a pair of doubles.
  func withFFTW<Result>(_ body: (UnsafeMutablePointer<fftw_complex>?) -> Result) -> Result {
    guard let baseAddress else { return body(nil) }
    return baseAddress.withMemoryRebound(to: fftw_complex.self, capacity: count) { body($0) }
  }
}
