import ArrayNumerics

extension AttractorParameters {
  /// The drive W r + input − v of u and m u of v, for a product and an input that are handed in.
  func writeDrive(
    of state: [Double], neurons n: Int, into drive: inout [Double], squares: WorkVector,
    product: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, _ scale: Double) -> Void,
    addInput: (UnsafeMutablePointer<Double>) -> Void
  ) {
    state.withUnsafeBufferPointer { state in
      drive.withUnsafeMutableBufferPointer { drive in
        guard let u = state.baseAddress, let out = drive.baseAddress else { return }
        let sum = writeSquares(of: u, to: squares.pointer, count: n)
        product(squares.pointer, out, 1 / (1 + inhibition * sum))
        addInput(out)
        guard let adaptation else { return }
        add(u + n, times: -1, to: out, count: n)
        for index in 0..<n { out[n + index] = adaptation.strength * u[index] }
      }
    }
  }

  /// The rates r = u² / (1 + k Σ u²).
  func rates(of u: ArraySlice<Double>) -> [Double] {
    let squares = u.map { $0 * $0 }
    let scale = 1 / (1 + inhibition * squares.reduce(0, +))
    return squares.map { $0 * scale }
  }

  /// u, and v where there is adaptation.
  func fields(shape: [Int]) -> [StateField] {
    let u = StateField("u", "synaptic input", shape: shape, timeConstant: timeConstant)
    guard let adaptation else { return [u] }
    return [u, StateField("v", "adaptation", shape: shape, timeConstant: adaptation.timeConstant)]
  }

  /// exp(−d²/2a²).
  var connection: RingGaussian { RingGaussian(width: width, sharpness: 0.5, images: images) }
  /// exp(−d²/4a²), the nearest turn.
  var stimulusProfile: RingGaussian { RingGaussian(width: width, sharpness: 0.25, images: .nearest) }
}

/// Adds one value for each neuron.
func addValues(_ values: [Double], to out: UnsafeMutablePointer<Double>, count: Int) {
  precondition(values.count == count, "\(values.count) stimulus values for \(count) neurons")
  for index in 0..<count { out[index] += values[index] }
}
