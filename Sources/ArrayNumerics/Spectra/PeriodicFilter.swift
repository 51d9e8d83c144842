import CFFTW

/// The convolution with one kernel on a ring or a torus, out[i] = Σⱼ K[i − j] in[j], for loops that apply it a million times:
/// it owns its buffers and allocates nothing.
///
/// One for each thread. The same bits in every run; arrays that are not aligned for FFTW go through the filter's own buffers.
package final class PeriodicFilter {
  /// Cells along each axis: `[n]` or `[rows, columns]`.
  package let shape: [Int]
  /// Cells altogether.
  package let count: Int
  /// Whether the kernel is even, so that its spectrum is real.
  package let isEven: Bool
  private let forward: FourierPlan
  private let backward: FourierPlan
  private let input: WorkVector
  private let output: WorkVector
  /// The transform in progress, pairs of numbers.
  private let coefficients: WorkVector
  /// The kernel's transform divided by `count`: one number for each coefficient, or a pair where it is not even.
  private let response: WorkVector

  /// - Parameters:
  ///   - kernel: K at each offset, row-major, offset 0 first, negative offsets at the end of each axis.
  ///   - isEven: whether K[−i] = K[i]; the imaginary part of its spectrum is then left out.
  /// - Throws: `NumericsError` for a shape that is none or does not fit the kernel.
  package init(shape: [Int], kernel: [Double], isEven: Bool) throws(NumericsError) {
    guard shape.count == 1 || shape.count == 2, shape.allSatisfy({ $0 > 0 }), kernel.count == shape.reduce(1, *),
      let last = shape.last
    else {
      throw .wrongShape(
        what: "kernel of a periodic filter", found: "\(kernel.count) values", expected: "one for each cell of \(shape)")
    }
    let sizes = try shape.map { (size) throws(NumericsError) in try transformSize(size) }
    self.shape = shape
    self.isEven = isEven
    count = kernel.count
    let bins = count / last * (last / 2 + 1)
    input = WorkVector(kernel)
    output = WorkVector(count)
    coefficients = WorkVector(2 * bins)
    response = WorkVector(isEven ? bins : 2 * bins)
    let (x, z) = (input.pointer, UnsafeMutableRawPointer(coefficients.pointer).assumingMemoryBound(to: fftw_complex.self))
    let y = output.pointer
    let what = "\(shape)"
    // FFTW_ESTIMATE leaves the arrays alone.
    forward = try FourierPlan(
      { fftw_plan_dft_r2c(Int32(sizes.count), sizes, x, z, FourierPlan.flags) }, what: what)
    backward = try FourierPlan(
      { fftw_plan_dft_c2r(Int32(sizes.count), sizes, z, y, FourierPlan.flags) }, what: what)
    fftw_execute_dft_r2c(forward.plan, x, z)
    let scale = 1 / Double(count)
    for bin in 0..<bins {
      if isEven {
        response.pointer[bin] = coefficients.pointer[2 * bin] * scale
      } else {
        response.pointer[2 * bin] = coefficients.pointer[2 * bin] * scale
        response.pointer[2 * bin + 1] = coefficients.pointer[2 * bin + 1] * scale
      }
    }
    input.clear()
  }

  /// The kernel's spectrum, Σᵢ K[i] exp(−2πi·…), real parts in the layout of `RealFourierTransform` or its 2-D sibling.
  package var spectrum: [Double] {
    let step = isEven ? 1 : 2
    return stride(from: 0, to: response.count, by: step).map { response.pointer[$0] * Double(count) }
  }

  /// Writes `scale` · (K ∗ x) to `result`, which may be `x` itself.
  ///
  /// - Precondition: `count` numbers at both.
  package func apply(to x: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double = 1) {
    transform(x)
    multiply(by: scale)
    inverse(into: result)
  }

  private func transform(_ x: UnsafePointer<Double>) {
    let z = UnsafeMutableRawPointer(coefficients.pointer).assumingMemoryBound(to: fftw_complex.self)
    // Out of place, so the input is only read.
    var source = UnsafeMutablePointer(mutating: x)
    if fftw_alignment_of(source) != 0 {
      input.pointer.update(from: x, count: count)
      source = input.pointer
    }
    fftw_execute_dft_r2c(forward.plan, source, z)
  }

  private func multiply(by scale: Double) {
    let (z, filter) = (coefficients.pointer, response.pointer)
    let bins = coefficients.count / 2
    if isEven {
      for bin in 0..<bins {
        let factor = filter[bin] * scale
        z[2 &* bin] *= factor
        z[2 &* bin &+ 1] *= factor
      }
    } else {
      for bin in 0..<bins {
        let (a, b) = (z[2 &* bin], z[2 &* bin &+ 1])
        let (c, d) = (filter[2 &* bin] * scale, filter[2 &* bin &+ 1] * scale)
        z[2 &* bin] = a * c - b * d
        z[2 &* bin &+ 1] = a * d + b * c
      }
    }
  }

  private func inverse(into result: UnsafeMutablePointer<Double>) {
    let z = UnsafeMutableRawPointer(coefficients.pointer).assumingMemoryBound(to: fftw_complex.self)
    if fftw_alignment_of(result) == 0 {
      fftw_execute_dft_c2r(backward.plan, z, result)
    } else {
      fftw_execute_dft_c2r(backward.plan, z, output.pointer)
      result.update(from: output.pointer, count: count)
    }
  }
}
