import CFFTW

/// The discrete Fourier transform of real series of one length (NumPy's `rfft` and `irfft`).
///
/// Planned once and usable from many threads at once; results are the same bytes in every run. O(n log n).
public struct RealFourierTransform: Sendable {
  /// The number of samples.
  public let size: Int
  private let forwardPlan: FourierPlan
  private let inversePlan: FourierPlan

  /// The number of complex coefficients, `size / 2 + 1`.
  public var coefficientCount: Int { size / 2 + 1 }

  /// - Throws: `NumericsError.badParameter` for a size below 1.
  public init(size: Int) throws(NumericsError) {
    let n = try transformSize(size)
    self.size = size
    var real = [Double](repeating: 0, count: size)
    var complex = [fftw_complex](repeating: (0, 0), count: size / 2 + 1)
    forwardPlan = try FourierPlan(
      { fftw_plan_dft_r2c_1d(n, &real, &complex, FourierPlan.flags) }, what: "\(size)")
    inversePlan = try FourierPlan(
      { fftw_plan_dft_c2r_1d(n, &complex, &real, FourierPlan.flags) }, what: "\(size)")
  }

  /// The coefficients Σⱼ xⱼ exp(−2πi jk/n) for k in 0...n/2.
  ///
  /// - Throws: `NumericsError.wrongShape` when there are not `size` values.
  public func forward(_ values: [Double]) throws(NumericsError) -> [Complex] {
    try checkTransformInput(values.count, size)
    var input = values
    return [Complex](unsafeUninitializedCapacity: coefficientCount) { output, count in
      output.initialize(repeating: .zero)
      output.withFFTW { forwardPlan.execute(&input, $0) }
      count = coefficientCount
    }
  }

  /// The series with the given coefficients, divided by n: the inverse of `forward`.
  ///
  /// - Throws: `NumericsError.wrongShape` when there are not `coefficientCount` coefficients.
  public func inverse(_ coefficients: [Complex]) throws(NumericsError) -> [Double] {
    try checkTransformInput(coefficients.count, coefficientCount)
    var input = coefficients  // the transform overwrites its input
    return [Double](unsafeUninitializedCapacity: size) { output, count in
      output.initialize(repeating: 0)
      input.withUnsafeMutableBufferPointer { input in
        input.withFFTW { inversePlan.execute($0, output.baseAddress) }
      }
      for index in 0..<size { output[index] /= Double(size) }
      count = size
    }
  }
}

extension RealFourierTransform {
  /// The same between memory of the caller, which is aligned to 16 bytes: `size` numbers and `coefficientCount` coefficients.
  package func forward(_ values: UnsafeMutablePointer<Double>, into coefficients: UnsafeMutablePointer<Complex>) {
    UnsafeMutableBufferPointer(start: coefficients, count: coefficientCount).withFFTW { forwardPlan.execute(values, $0) }
  }

  /// `size` times the inverse, between memory of the caller; overwrites the coefficients.
  package func inverse(_ coefficients: UnsafeMutablePointer<Complex>, into values: UnsafeMutablePointer<Double>) {
    UnsafeMutableBufferPointer(start: coefficients, count: coefficientCount).withFFTW { inversePlan.execute($0, values) }
  }
}

/// The discrete Fourier transform of complex series of one length (NumPy's `fft` and `ifft`).
///
/// Planned once and usable from many threads at once.
public struct FourierTransform: Sendable {
  /// The number of samples.
  public let size: Int
  private let forwardPlan: FourierPlan
  private let inversePlan: FourierPlan

  /// - Throws: `NumericsError.badParameter` for a size below 1.
  public init(size: Int) throws(NumericsError) {
    let n = try transformSize(size)
    self.size = size
    var input = [fftw_complex](repeating: (0, 0), count: size)
    var output = input
    forwardPlan = try FourierPlan(
      { fftw_plan_dft_1d(n, &input, &output, FFTW_FORWARD, FourierPlan.flags) }, what: "\(size)")
    inversePlan = try FourierPlan(
      { fftw_plan_dft_1d(n, &input, &output, FFTW_BACKWARD, FourierPlan.flags) }, what: "\(size)")
  }

  /// The coefficients Σⱼ xⱼ exp(−2πi jk/n) for k in 0..<n.
  public func forward(_ values: [Complex]) throws(NumericsError) -> [Complex] {
    try execute(forwardPlan, values)
  }

  /// The inverse of `forward`, divided by n.
  public func inverse(_ coefficients: [Complex]) throws(NumericsError) -> [Complex] {
    try execute(inversePlan, coefficients).map { $0 * (1 / Double(size)) }
  }

  private func execute(_ plan: FourierPlan, _ values: [Complex]) throws(NumericsError) -> [Complex] {
    try checkTransformInput(values.count, size)
    var input = values
    return [Complex](unsafeUninitializedCapacity: size) { output, count in
      output.initialize(repeating: .zero)
      input.withUnsafeMutableBufferPointer { input in
        input.withFFTW { source in output.withFFTW { plan.execute(source, $0) } }
      }
      count = size
    }
  }
}

extension FourierTransform {
  /// The same between memory of the caller, `size` numbers each.
  package func forward(_ values: UnsafeMutablePointer<Complex>, into coefficients: UnsafeMutablePointer<Complex>) {
    execute(forwardPlan, values, coefficients)
  }

  /// `size` times the inverse, between memory of the caller.
  package func inverse(_ coefficients: UnsafeMutablePointer<Complex>, into values: UnsafeMutablePointer<Complex>) {
    execute(inversePlan, coefficients, values)
  }

  private func execute(
    _ plan: FourierPlan, _ input: UnsafeMutablePointer<Complex>, _ output: UnsafeMutablePointer<Complex>
  ) {
    UnsafeMutableBufferPointer(start: input, count: size).withFFTW { source in
      UnsafeMutableBufferPointer(start: output, count: size).withFFTW { plan.execute(source, $0) }
    }
  }
}

/// The discrete Fourier transform of real maps `[y, x]` of one shape (NumPy's `rfft2` and `irfft2`).
///
/// Planned once and usable from many threads at once.
public struct RealFourierTransform2D: Sendable {
  /// The number of samples along y.
  public let rows: Int
  /// The number of samples along x.
  public let columns: Int
  private let forwardPlan: FourierPlan
  private let inversePlan: FourierPlan

  /// - Throws: `NumericsError.badParameter` for a size below 1.
  public init(rows: Int, columns: Int) throws(NumericsError) {
    let (m, n) = (try transformSize(rows), try transformSize(columns))
    self.rows = rows
    self.columns = columns
    var real = [Double](repeating: 0, count: rows * columns)
    var complex = [fftw_complex](repeating: (0, 0), count: rows * (columns / 2 + 1))
    let what = "\(rows) x \(columns)"
    forwardPlan = try FourierPlan(
      { fftw_plan_dft_r2c_2d(m, n, &real, &complex, FourierPlan.flags) }, what: what)
    inversePlan = try FourierPlan(
      { fftw_plan_dft_c2r_2d(m, n, &complex, &real, FourierPlan.flags) }, what: what)
  }

  /// The coefficients `[rows, columns / 2 + 1]`.
  public func forward(_ map: Matrix<Double>) throws(NumericsError) -> Matrix<Complex> {
    guard map.rows == rows, map.columns == columns else { throw shapeError(map.rows, map.columns, columns) }
    var input = map.elements
    var output = Matrix<Complex>(rows: rows, columns: columns / 2 + 1, repeating: .zero)
    output.withUnsafeMutableBufferPointer { output in
      output.withFFTW { forwardPlan.execute(&input, $0) }
    }
    return output
  }

  /// The map with the given coefficients, divided by rows × columns: the inverse of `forward`.
  public func inverse(_ coefficients: Matrix<Complex>) throws(NumericsError) -> Matrix<Double> {
    guard coefficients.rows == rows, coefficients.columns == columns / 2 + 1 else {
      throw shapeError(coefficients.rows, coefficients.columns, columns / 2 + 1)
    }
    var input = coefficients  // the transform overwrites its input
    var output = [Double](repeating: 0, count: rows * columns)
    input.withUnsafeMutableBufferPointer { input in
      input.withFFTW { inversePlan.execute($0, &output) }
    }
    let factor = 1 / Double(rows * columns)
    return Matrix(rows: rows, columns: columns, elements: output.map { $0 * factor })
  }

  private func shapeError(_ foundRows: Int, _ foundColumns: Int, _ expected: Int) -> NumericsError {
    .wrongShape(
      what: "input of a Fourier transform", found: "\(foundRows) x \(foundColumns) elements",
      expected: "\(rows) x \(expected), as planned")
  }
}
