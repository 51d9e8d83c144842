import ArrayFiles
import ArrayNumerics
import Schema

extension Suite2pFolder {
  /// Which of suite2p's signals is read.
  enum Signal: String {
    /// Deconvolved, as suite2p writes it: already without neuropil.
    case spks
    /// (F − c·Fneu − F0) / F0 with a running baseline F0.
    case dff
    /// F − c·Fneu.
    case corrected
    case F
    case Fneu

    /// The files that it is made of.
    var arrays: [String] { needsNeuropil ? ["F", "Fneu"] : [rawValue] }

    var needsNeuropil: Bool { self == .dff || self == .corrected }

    var quantity: ROIQuantity {
      switch self {
      case .spks: .deconvolved
      case .dff: .dff
      case .corrected, .F, .Fneu: .fluorescence
      }
    }

    func message(_ coefficient: Double) -> String {
      switch self {
      case .spks: "spks.npy was taken: deconvolved activity, in suite2p's arbitrary unit."
      case .dff:
        sentence {
          "dF/F was computed from F - \(measured(coefficient)) Fneu with suite2p's running baseline "
          "(Gaussian of 10 frames, then the largest of the smallest values of 60 s)."
        }
      case .corrected: "F - \(measured(coefficient)) Fneu was taken: fluorescence without neuropil, not divided by a baseline."
      case .F: "F.npy was taken: fluorescence with neuropil, not divided by a baseline."
      case .Fneu: "Fneu.npy was taken: fluorescence of the neuropil around each region."
      }
    }

    /// The traces of one plane, `[ROI, frame]`.
    func read(
      _ reading: RecordingReading, _ prefix: String, coefficient: Double, rate: Double?
    ) throws -> Matrix<Float> {
      func traces(_ name: String) throws -> Matrix<Float> {
        guard let matrix = try reading.matrix(prefix + name) else {
          throw FileError.unusable(
            "\(prefix)\(name).npy is missing, which --map roi=\(rawValue) needs.",
            remedy: "Choose another signal: --map roi=spks|dff|corrected|F.")
        }
        return matrix
      }
      switch self {
      case .spks: return try traces("spks")
      case .F: return try traces("F")
      case .Fneu: return try traces("Fneu")
      case .corrected, .dff: break
      }
      var corrected = try traces("F")
      let neuropil = try traces("Fneu")
      guard neuropil.rows == corrected.rows, neuropil.columns == corrected.columns else {
        throw FileError.unusable(
          sentence {
            "\(prefix)F.npy is (\(corrected.rows), \(corrected.columns)) and "
            "\(prefix)Fneu.npy (\(neuropil.rows), \(neuropil.columns))."
          },
          remedy: "They must be of one run: copy the plane's folder again, whole.")
      }
      let share = Float(coefficient)
      corrected = Matrix(
        rows: corrected.rows, columns: corrected.columns,
        elements: zip(corrected.elements, neuropil.elements).map { $0 - share * $1 })
      if self == .corrected { return corrected }
      guard let rate else {
        throw FileError.unusable(
          "dF/F needs the frame rate for its baseline, and no file says it.", remedy: "Give it: --frame-rate HZ.")
      }
      return try relativeChange(corrected, rate: rate)
    }
  }

  static func signal(_ reading: inout RecordingReading, _ prefixes: [String]) throws -> Signal {
    if let name = reading.mapped("roi") {
      guard let signal = Signal(rawValue: name) ?? Signal(rawValue: name.lowercased()) else {
        throw FileError.unusable(
          "--map roi=\(name): there is no such signal.", remedy: "Choose spks, dff, corrected, F or Fneu.")
      }
      return signal
    }
    if let named = reading.source.namedFile, let signal = Signal(rawValue: String(named.dropLast(4))) { return signal }
    if prefixes.allSatisfy({ reading.source.item($0 + "spks") != nil }) { return .spks }
    reading.note(.warning, "ROI signals", "spks.npy is missing (suite2p ran without deconvolution); dF/F was computed instead.")
    return .dff
  }

  /// (F − F0) / F0, F0 the baseline that suite2p subtracts before deconvolution: the trace after a Gaussian of 10 frames, of
  /// that the smallest value within 60 s, of that the largest within 60 s (Pachitariu et al. 2017, doi:10.1101/061507).
  static func relativeChange(_ traces: Matrix<Float>, rate: Double) throws -> Matrix<Float> {
    // No trace is longer than what fits into memory, whatever the rate that the file says.
    let window = max(1, Int(min(60 * rate, 0x1p40)))
    var elements: [Float] = []
    elements.reserveCapacity(traces.count)
    for row in 0..<traces.rows {
      let trace = Array(traces.row(row))
      let smooth = try gaussianFilter(trace, sigma: 10)
      let baseline = slidingExtreme(slidingExtreme(smooth, window: window, <), window: window, >)
      // A region whose baseline is not positive has no dF/F; it is kept as missing so that numbers stay in place.
      let isUsable = baseline.allSatisfy { $0 > 0 }
      elements += zip(trace, baseline).map { isUsable ? ($0 - $1) / $1 : .nan }
    }
    return Matrix(rows: traces.rows, columns: traces.columns, elements: elements)
  }
}

/// The smallest (or largest) value of a window around each sample; a window of even length reaches one further back, and at the
/// ends it holds fewer samples, as SciPy's `minimum_filter1d` with reflected borders gives it. O(count).
func slidingExtreme(_ values: [Float], window: Int, _ precedes: (Float, Float) -> Bool) -> [Float] {
  let (back, ahead) = (window / 2, (window - 1) / 2)
  var queue: [Int] = []
  var (head, next) = (0, 0)
  return values.indices.map { index in
    while next < values.count, next <= index + ahead {
      while queue.count > head, !precedes(values[queue[queue.count - 1]], values[next]) { queue.removeLast() }
      queue.append(next)
      next += 1
    }
    while queue[head] < index - back { head += 1 }
    return values[queue[head]]
  }
}
