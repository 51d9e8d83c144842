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
  private let spectrum: any FilterSpectrum
  private let input: WorkVector
  private let output: WorkVector

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
    self.shape = shape
    count = kernel.count
    input = WorkVector(count)
    output = WorkVector(count)
    let map = Matrix(rows: count / last, columns: last, elements: kernel)
    spectrum =
      PackedSpectrum.suits(map)
      ? try PackedSpectrum(kernel: map, isEven: isEven) : try HalfSpectrum(kernel: map, isEven: isEven)
  }

  /// Writes `scale` · (K ∗ x) to `result`, which may be `x` itself.
  ///
  /// - Precondition: `count` numbers at both.
  package func apply(to x: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double = 1) {
    // Out of place, so the input is only read.
    var source = UnsafeMutablePointer(mutating: x)
    if fftw_alignment_of(source) != 0 {
      input.pointer.update(from: x, count: count)
      source = input.pointer
    }
    if fftw_alignment_of(result) == 0 { return spectrum.filter(source, into: result, scale: scale) }
    spectrum.filter(source, into: output.pointer, scale: scale)
    result.update(from: output.pointer, count: count)
  }
}

/// A way to the spectrum of a real map, through the filter, and back, between memory that is aligned for FFTW.
protocol FilterSpectrum: AnyObject {
  /// Reads the one, writes the other; both may be the same.
  func filter(_ x: UnsafeMutablePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double)
}
