import CFFTW
import Synchronization

/// FFTW plans may be executed by many threads at once, but made and destroyed by only one at a time.
private let planner = Mutex<Void>(())

/// One FFTW plan, destroyed with its last owner.
///
/// Plans are made with `FFTW_ESTIMATE`, which measures nothing, so that the algorithm and with it the last bits are
/// the same in every run, and for memory that lies as FFTW wants it (at multiples of 16 bytes), where it works on vectors:
/// two to four times as fast. They are immutable after that, and the new-array execution functions of FFTW are thread safe.
final class FourierPlan: @unchecked Sendable {
  let plan: fftw_plan

  static let flags = UInt32(FFTW_ESTIMATE)

  init(_ make: () -> fftw_plan?, what: String) throws(NumericsError) {
    guard let plan = planner.withLock({ _ in PlanBox(make()) }).plan else {
      throw .badParameter(name: "the shape of a Fourier transform", found: what, expected: "positive sizes")
    }
    self.plan = plan
  }

  /// Real to complex. The elements of every array lie as FFTW wants them, those of a slice need not.
  func execute(_ real: UnsafeMutablePointer<Double>?, _ complex: UnsafeMutablePointer<fftw_complex>?) {
    checkAlignment(real, complex)
    fftw_execute_dft_r2c(plan, real, complex)
  }

  /// Complex to real; overwrites its input.
  func execute(_ complex: UnsafeMutablePointer<fftw_complex>?, _ real: UnsafeMutablePointer<Double>?) {
    checkAlignment(real, complex)
    fftw_execute_dft_c2r(plan, complex, real)
  }

  /// Complex to complex.
  func execute(_ input: UnsafeMutablePointer<fftw_complex>?, _ output: UnsafeMutablePointer<fftw_complex>?) {
    checkAlignment(nil, input)
    checkAlignment(nil, output)
    fftw_execute_dft(plan, input, output)
  }

  private func checkAlignment(_ real: UnsafeMutablePointer<Double>?, _ complex: UnsafeMutablePointer<fftw_complex>?) {
    let places = UInt(bitPattern: real) | UInt(bitPattern: complex)
    precondition(places % 16 == 0, "memory that is not aligned for FFTW")
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
