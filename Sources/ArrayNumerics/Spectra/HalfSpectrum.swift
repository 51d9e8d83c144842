import CFFTW

/// The coefficients of a real map up to half of its columns, of any size.
final class HalfSpectrum: FilterSpectrum {
  private let forward: FourierPlan
  private let backward: FourierPlan
  /// The transform in progress.
  private let coefficients: UnsafeMutablePointer<fftw_complex>
  private let memory: WorkVector
  /// The kernel's transform divided by the number of cells: one number for each coefficient, or a pair where it is not even.
  private let response: WorkVector
  private let isEven: Bool

  init(kernel: Matrix<Double>, isEven: Bool) throws(NumericsError) {
    let (rows, columns) = (try transformSize(kernel.rows), try transformSize(kernel.columns))
    self.isEven = isEven
    let bins = kernel.rows * (kernel.columns / 2 + 1)
    memory = WorkVector(2 * bins)
    response = WorkVector(isEven ? bins : 2 * bins)
    let cells = WorkVector(kernel.elements)
    let (x, z) = (cells.pointer, UnsafeMutableRawPointer(memory.pointer).assumingMemoryBound(to: fftw_complex.self))
    coefficients = z
    let what = "\(rows) x \(columns)"
    // FFTW_ESTIMATE leaves the arrays alone.
    forward = try FourierPlan({ fftw_plan_dft_r2c_2d(rows, columns, x, z, FourierPlan.flags) }, what: what)
    backward = try FourierPlan({ fftw_plan_dft_c2r_2d(rows, columns, z, x, FourierPlan.flags) }, what: what)
    forward.execute(x, z)
    let scale = 1 / Double(kernel.count)
    for index in 0..<response.count { response.pointer[index] = memory.pointer[isEven ? 2 * index : index] * scale }
  }

  func filter(_ x: UnsafeMutablePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double) {
    forward.execute(x, coefficients)
    multiply(by: scale)
    backward.execute(coefficients, result)
  }

  private func multiply(by scale: Double) {
    let (z, filter) = (memory.pointer, response.pointer)
    let bins = memory.count / 2
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
}
