import ArrayNumerics

/// How the Hebbian rule makes weights of patterns.
public struct HebbianOptions: Sendable, Equatable {
  /// Take the mean over all values of all patterns from each of them: one number, as canns does.
  public var subtractsMean = true
  /// No neuron excites itself.
  public var clearsDiagonal = true
  /// Divide the sum by the number of patterns that are stored at a time.
  public var normalizes = true

  public init(subtractsMean: Bool = true, clearsDiagonal: Bool = true, normalizes: Bool = true) {
    self.subtractsMean = subtractsMean
    self.clearsDiagonal = clearsDiagonal
    self.normalizes = normalizes
  }
}

/// The symmetric weights of an associative memory, kept as what they are made of:
///
///     W = Σ_p c_p x_p x_pᵀ + diag(d)
///
/// with the centred patterns x_p, a factor c_p for each (negative for what was unlearned) and the vector d that clears the
/// diagonal. The n × n matrix exists only where `dense()` is asked for it. Nothing is lost by that: clearing the diagonal after
/// any of several trainings is a vector, resizing cuts the patterns or fills them with zeros, and thresholds are no part of W.
/// What does not fit this form is a rule that acts on each weight by itself, such as clipping or pruning.
public struct PatternWeights: Sendable, Equatable {
  /// Neurons.
  public private(set) var neurons: Int
  /// The centred patterns x_p, one after another, `[P, n]`.
  public private(set) var patterns: [Double] = []
  /// c_p, `[P]`.
  public private(set) var coefficients: [Double] = []
  /// d, `[n]`.
  public private(set) var diagonal: [Double]
  /// The same patterns in bits, where all were stored at a time and hold nothing but −1 and 1.
  private(set) var packed: PackedPatterns?

  /// No weights.
  public init(neurons: Int) {
    self.neurons = neurons
    diagonal = [Double](repeating: 0, count: neurons)
  }

  /// The number of patterns P that the weights are made of.
  public var count: Int { coefficients.count }
  /// A centred pattern, `[n]`.
  public func pattern(_ index: Int) -> ArraySlice<Double> { patterns[index * neurons..<(index + 1) * neurons] }

  /// Adds patterns by the Hebbian rule, W ← W + Σ x xᵀ / P; or takes them away (anti-Hebbian).
  ///
  /// - Parameters:
  ///   - new: `[P, n]`.
  ///   - isRemoved: W ← W − Σ x xᵀ / P instead.
  ///   - strength: a factor of the change.
  /// - Throws: `nothingToLearn`, `wrongLength`, `notFinite`
  public mutating func store(
    _ new: Matrix<Double>, options: HebbianOptions = HebbianOptions(), isRemoved: Bool = false, strength: Double = 1
  ) throws(LearningModelsError) {
    guard !new.isEmpty else { throw .nothingToLearn }
    guard new.columns == neurons else {
      throw .wrongLength(what: "a pattern", found: new.columns, expected: neurons)
    }
    let values = new.elements
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what: "pattern", pattern: index / neurons, place: index % neurons)
    }
    let mean = options.subtractsMean ? pairwiseMean(values) : 0
    let factor = (isRemoved ? -strength : strength) / (options.normalizes ? Double(new.rows) : 1)
    let isFirst = count == 0 && diagonal.allSatisfy { $0 == 0 }
    packed = isFirst ? PackedPatterns(new, options: options, factor: factor) : nil
    patterns += values.map { $0 - mean }
    coefficients += [Double](repeating: factor, count: new.rows)
    if options.clearsDiagonal { clearDiagonal() }
  }

  /// Lets no neuron excite itself.
  public mutating func clearDiagonal() {
    let x = patterns
    var own = [Double](repeating: 0, count: neurons)
    for (index, c) in coefficients.enumerated() {
      for neuron in 0..<neurons { own[neuron] -= c * x[index * neurons + neuron] * x[index * neurons + neuron] }
    }
    diagonal = own
    packed?.clearsDiagonal = true
  }

  /// The weights among another number of neurons: those that remain keep theirs, new ones have none, and the diagonal is
  /// cleared (as in canns).
  ///
  /// - Parameter preserving: whether anything is kept at all.
  public func resized(to count: Int, preserving: Bool = true) -> PatternWeights {
    var result = PatternWeights(neurons: count)
    guard preserving else { return result }
    let kept = min(count, neurons)
    result.coefficients = coefficients
    for index in 0..<self.count {
      result.patterns += pattern(index).prefix(kept)
      result.patterns += [Double](repeating: 0, count: count - kept)
    }
    if count == neurons { result.packed = packed }
    result.clearDiagonal()
    return result
  }

  /// The weight from neuron `column` to neuron `row`.
  public subscript(row: Int, column: Int) -> Double {
    var sum = row == column ? diagonal[row] : 0
    for (index, c) in coefficients.enumerated() {
      sum += c * patterns[index * neurons + row] * patterns[index * neurons + column]
    }
    return sum
  }

  /// W as a matrix, for who asks for it: 4 n² bytes and O(n² P).
  ///
  /// - Parameter limit: bytes that it may take.
  /// - Throws: `tooLarge`
  public func dense(limit: Int = 1 << 32) throws(LearningModelsError) -> Matrix<Float> {
    let (cells, overflow) = neurons.multipliedReportingOverflow(by: neurons)
    guard !overflow, cells <= limit / 4 else {
      throw .tooLarge(what: "the matrix of the weights", bytes: overflow ? .max : 4 * cells, limit: limit)
    }
    var rows: [Float] = []
    rows.reserveCapacity(cells)
    for row in 0..<neurons {
      var sums = [Double](repeating: 0, count: neurons)
      for (index, c) in coefficients.enumerated() {
        let own = c * patterns[index * neurons + row]
        patterns.withUnsafeBufferPointer { x in
          for column in 0..<neurons { sums[column] += own * x[index * neurons + column] }
        }
      }
      sums[row] += diagonal[row]
      rows += sums.map(Float.init)
    }
    return Matrix(rows: neurons, columns: neurons, elements: rows)
  }

  private func pairwiseMean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
