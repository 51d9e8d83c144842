import ArrayNumerics
import Foundation

/// The potentials of charges on a square grid of nodes with the kernels `1/(1 + d²)²` and `1/(1 + d²)`, by Fourier transforms
/// of a grid twice as wide, so that nothing comes around. Charges are spread, and potentials read off, by cubic B-splines: the
/// kernels are divided by what these do to them.
///
/// The rows of padding are neither transformed nor kept, and charges that two kernels share are transformed once: 21 parts of
/// work where transforms of the whole wide grid have 32.
struct GridPotentials: Sendable {
  /// Nodes along each axis.
  let nodes: Int
  /// Of the nodes.
  let spacing: Double
  private let alongRows: RealFourierTransform
  private let alongColumns: FourierTransform
  /// The spectra of both kernels, which are even and so real, over the number of nodes of the wide grid: `[column, row]`.
  private let squared: Matrix<Double>
  private let plain: Matrix<Double>
  /// `[row, (charge, column)]`: the charges transformed along the rows.
  private var charged: Matrix<Complex>
  /// `[column, (potential, row)]`: the potentials before they are transformed along the rows.
  private var potential: Matrix<Complex>

  /// Columns and rows that are worked on together: what lies side by side is read at once.
  private static let strip = 4

  /// - Throws: `NumericsError` for too many nodes.
  init(nodes: Int, spacing: Double) throws {
    self.nodes = nodes
    self.spacing = spacing
    let size = fastTransformSize(2 * nodes)
    alongRows = try RealFourierTransform(size: size)
    alongColumns = try FourierTransform(size: size)
    plain = try Self.spectrum(nodes: nodes, spacing: spacing, alongRows) { 1 / $0 }
    squared = try Self.spectrum(nodes: nodes, spacing: spacing, alongRows) { 1 / ($0 * $0) }
    charged = Matrix(rows: nodes, columns: 3 * alongRows.coefficientCount, repeating: .zero)
    potential = Matrix(rows: alongRows.coefficientCount, columns: 4 * nodes, repeating: .zero)
  }

  /// The spectrum of a kernel of 1 + d², over that of the splines at both ends. It is even along both axes: two real transforms
  /// of half as many rows and columns.
  private static func spectrum(
    nodes: Int, spacing: Double, _ transform: RealFourierTransform, _ kernel: (Double) -> Double
  ) throws -> Matrix<Double> {
    let (size, columns) = (transform.size, transform.coefficientCount)
    func mirrored(_ value: (Int) -> Double) -> [Double] { (0..<size).map { value(min($0, size - $0)) } }
    let rows = try (0..<columns).map { y in
      try transform.forward(mirrored { x in kernel(1 + Double(x * x + y * y) * spacing * spacing) })
    }
    let splines = (0..<columns).map { pow((2 + cos(2 * .pi * Double($0) / Double(size))) / 3, 2) }
    var spectrum = Matrix<Double>(rows: columns, columns: size, repeating: 0)
    for column in 0..<columns {
      let found = try transform.forward(mirrored { rows[$0][column].real })
      for row in 0..<size {
        let place = min(row, size - row)
        spectrum[column, row] = found[place].real / (splines[column] * splines[place] * Double(size * size))
      }
    }
    return spectrum
  }

  /// Replaces charges `[y, x]` in the first three lanes by their potentials with the squared kernel, and the fourth lane by the
  /// potential of the first with the plain one.
  ///
  /// - Throws: `CancellationError`.
  mutating func convolve(_ grid: inout Matrix<SIMD4<Double>>, work: Work) throws {
    try transformRows(of: grid, work: work)
    try multiply(work: work)
    try transformBack(into: &grid, work: work)
  }

  private mutating func transformRows(of grid: Matrix<SIMD4<Double>>, work: Work) throws {
    let (nodes, transform) = (nodes, alongRows)
    try concurrentRows(of: &charged, block: Self.strip, work: work) { rows, coefficients in
      coefficients.withUnsafeMutableBufferPointer { coefficients in
        withAlignedMemory(of: Double.self, transform.size) { line in
          grid.withUnsafeBufferPointer { grid in
            grid.withMemoryRebound(to: Double.self) { grid in
              for (place, row) in rows.enumerated() {
                for charge in 0..<3 {
                  for x in 0..<nodes { line[x] = grid[4 &* (row &* nodes &+ x) &+ charge] }
                  let first = (place * 3 + charge) * transform.coefficientCount
                  transform.forward(line, into: coefficients.baseAddress! + first)
                }
              }
            }
          }
        }
      }
    }
  }

  private mutating func multiply(work: Work) throws {
    let (nodes, transform, size) = (nodes, alongColumns, alongColumns.size)
    let (columns, charged, squared, plain) = (alongRows.coefficientCount, charged, squared, plain)
    try concurrentRows(of: &potential, block: Self.strip, work: work) { own, potentials in
      potentials.withUnsafeMutableBufferPointer { potentials in
        withAlignedMemory(of: Complex.self, (Self.strip + 2) * size) { lines in
          let (spectrum, product) = (lines + Self.strip * size, lines + (Self.strip + 1) * size)
          charged.withUnsafeBufferPointer { charged in
            for charge in 0..<3 {
              for row in 0..<nodes {
                let source = (row &* 3 &+ charge) &* columns &+ own.lowerBound
                for place in 0..<own.count { lines[place &* size &+ row] = charged[source &+ place] }
              }
              for (place, column) in own.enumerated() {
                transform.forward(lines + place * size, into: spectrum)
                for (kernel, result) in [(squared, charge), (plain, 3)] where result == charge || charge == 0 {
                  kernel.withUnsafeBufferPointer { kernel in
                    for row in 0..<size { product[row] = spectrum[row] * kernel[column &* size &+ row] }
                  }
                  // What was transformed is no longer needed: its strip takes the potentials up to the padding.
                  transform.inverse(product, into: lines + place * size)
                  let first = (place * 4 + result) * nodes
                  for row in 0..<nodes { potentials[first &+ row] = lines[place &* size &+ row] }
                }
                for row in nodes..<size { lines[place &* size &+ row] = .zero }
              }
            }
          }
        }
      }
    }
  }

  private func transformBack(into grid: inout Matrix<SIMD4<Double>>, work: Work) throws {
    let (nodes, transform, potential) = (nodes, alongRows, potential)
    let columns = transform.coefficientCount
    try concurrentRows(of: &grid, block: Self.strip, work: work) { rows, values in
      values.withUnsafeMutableBufferPointer { values in
        values.withMemoryRebound(to: Double.self) { values in
          withAlignedMemory(of: Complex.self, Self.strip * columns) { lines in
            withAlignedMemory(of: Double.self, transform.size) { line in
              potential.withUnsafeBufferPointer { potential in
                for lane in 0..<4 {
                  for column in 0..<columns {
                    let source = (column &* 4 &+ lane) &* nodes &+ rows.lowerBound
                    for place in 0..<rows.count { lines[place &* columns &+ column] = potential[source &+ place] }
                  }
                  for place in 0..<rows.count {
                    transform.inverse(lines + place * columns, into: line)
                    for x in 0..<nodes { values[4 &* (place &* nodes &+ x) &+ lane] = line[x] }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

/// Zeros that lie as vectors want them.
private func withAlignedMemory<Element>(
  of type: Element.Type, _ count: Int, _ body: (UnsafeMutablePointer<Element>) -> Void
) {
  withUnsafeTemporaryAllocation(byteCount: count * MemoryLayout<Element>.stride, alignment: 64) { memory in
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    if let base = memory.baseAddress { body(base.assumingMemoryBound(to: Element.self)) }
  }
}
