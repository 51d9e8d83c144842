import ArrayNumerics
import Foundation

/// The windows of a segment, each of unit energy, and the weight that each has in the spectrum.
package struct TaperSet: Sendable, Equatable {
  /// `[taper, sample]`, Σ w² = 1 for each (Slepian ones within 10⁻³, for the sample that is dropped).
  package var windows: [[Double]]
  /// Of each window; only their ratios matter.
  package var weights: [Double]

  /// The number of samples of a segment.
  package var length: Int { windows.first?.count ?? 0 }

  /// The periodic Hann window of Welch's method (SciPy's `get_window("hann")`).
  package static func hann(_ count: Int) -> TaperSet {
    let window = (0..<count).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(count)) }
    let norm = window.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return TaperSet(windows: [window.map { $0 / norm }], weights: [1])
  }

  /// Discrete prolate spheroidal sequences weighted by their eigenvalues (Thomson 1982, doi:10.1109/PROC.1982.12433).
  ///
  /// They are periodic windows (one sample more is computed and dropped), as in MNE; the eigenvalue is the share of a taper's
  /// energy within the half bandwidth.
  /// - Parameters:
  ///   - halfBandwidth: NW, the half bandwidth in multiples of 1 / length.
  ///   - tapers: 2NW − 1 when not given.
  ///   - lowest: tapers with a smaller eigenvalue are left out.
  /// - Throws: `NumericsError` for sizes that make no tapers.
  package static func slepian(
    _ count: Int, halfBandwidth: Double, tapers: Int? = nil, lowest: Double = 0.9
  ) throws(NumericsError) -> TaperSet {
    let size = count + 1
    let width = halfBandwidth / Double(size)
    let wanted = min(tapers ?? Int(2 * halfBandwidth) - 1, size)
    let centre = Double(size - 1) / 2
    let diagonal = (0..<size).map { (centre - Double($0)) * (centre - Double($0)) * cos(2 * .pi * width) }
    let off = (1..<max(1, size)).map { Double($0) * Double(size - $0) / 2 }
    let vectors = try largestTridiagonalEigen(diagonal: diagonal, offDiagonal: off, count: wanted).vectors
    var set = TaperSet(windows: [], weights: [])
    for vector in vectors {
      let eigenvalue = try concentration(vector, width: width)
      guard eigenvalue > lowest || set.windows.isEmpty else { continue }
      set.windows.append(Array(vector.dropLast()))
      set.weights.append(eigenvalue)
    }
    return set
  }

  /// The share of a sequence's energy at frequencies below `width` cycles per sample: its autocorrelation against the sinc.
  private static func concentration(_ vector: [Double], width: Double) throws(NumericsError) -> Double {
    let correlation = try convolve(vector, vector.reversed())
    let centre = vector.count - 1
    var sum = 2 * width * correlation[centre]
    for lag in 1..<max(1, vector.count) {
      sum += 2 * correlation[centre + lag] * sin(2 * .pi * width * Double(lag)) / (.pi * Double(lag))
    }
    return sum
  }
}
