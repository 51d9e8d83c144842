import ArrayNumerics

/// Expected sums over the posterior of some frames, from which the M-step makes a new model. Letters as in `BumpModel`.
struct BumpSums: Sendable {
  /// Frames that were observed.
  var frames = 0.0
  /// Σ y_j, Σ y_j² and Σ y_j E[c], `[region]`.
  var y: [Double], ySquared: [Double], yCommon: [Double]
  /// Σ E[c] and Σ E[c²].
  var common = 0.0, commonSquared = 0.0
  /// Σ_t γ, Σ_t γ E[a], Σ_t γ E[a²], and Σ_t γ E[a] Σ_j r_j/D_j, `[position]`.
  var presence: [Double], amplitude: [Double], amplitudeSquared: [Double], amplitudeCommon: [Double]
  /// Σ_t γ E[a] y_j, `[position, region]`.
  var amplitudeSignal: [Double]

  init(regions: Int) {
    let (ofRegions, ofPositions) = ([Double](repeating: 0, count: regions), [Double](repeating: 0, count: BumpModel.positions))
    (y, ySquared, yCommon) = (ofRegions, ofRegions, ofRegions)
    (presence, amplitude, amplitudeSquared, amplitudeCommon) = (ofPositions, ofPositions, ofPositions, ofPositions)
    amplitudeSignal = [Double](repeating: 0, count: regions * BumpModel.positions)
  }

  mutating func add(_ other: BumpSums) {
    frames += other.frames
    common += other.common
    commonSquared += other.commonSquared
    Self.add(other.y, to: &y)
    Self.add(other.ySquared, to: &ySquared)
    Self.add(other.yCommon, to: &yCommon)
    Self.add(other.presence, to: &presence)
    Self.add(other.amplitude, to: &amplitude)
    Self.add(other.amplitudeSquared, to: &amplitudeSquared)
    Self.add(other.amplitudeCommon, to: &amplitudeCommon)
    Self.add(other.amplitudeSignal, to: &amplitudeSignal)
  }

  private static func add(_ part: [Double], to sum: inout [Double]) {
    for index in sum.indices { sum[index] += part[index] }
  }
}

extension BumpEmission {
  /// Below this a place counts for nothing.
  static let leastWeight: Float = 1e-6
  private static let sumBlock = 256

  /// - Parameters:
  ///   - posterior: of a bump at each place, `[frame, position]`.
  /// - Throws: `CancellationError`.
  func sums(
    _ signals: RingSignals, _ likelihoods: FrameLikelihoods, posterior: Matrix<Float>, work: Work
  ) throws -> BumpSums {
    let blocks = (signals.frames + Self.sumBlock - 1) / Self.sumBlock
    let parts = try concurrentMap(blocks, work: work) { number in
      let first = number * Self.sumBlock
      return sums(signals, likelihoods, posterior, frames: first..<min(first + Self.sumBlock, signals.frames))
    }
    var all = BumpSums(regions: signals.regions)
    for part in parts { all.add(part) }
    return all
  }

  private func sums(
    _ signals: RingSignals, _ likelihoods: FrameLikelihoods, _ posterior: Matrix<Float>, frames: Range<Int>
  ) -> BumpSums {
    let (regions, positions) = (signals.regions, BumpModel.positions)
    var sums = BumpSums(regions: regions)
    let (weights, places) = (posterior.span, likelihoods.amplitudes.span)
    let values = signals.values.span
    PositiveAmplitude.shared.withTable { table in
      sums.amplitudeSignal.withUnsafeMutableBufferPointer { signalSums in
        for frame in frames where signals.isObserved[frame] {
          let q = likelihoods.common[frame]
          var (load, loadSquared) = (0.0, 0.0)
          for m in 0..<positions {
            let weight = weights[frame * positions + m]
            if weight < Self.leastWeight { continue }
            let gamma = Double(weight)
            let moments = self.moments(Double(places[frame * positions + m]), at: m, table: table)
            let (first, second) = (gamma * moments.first, gamma * moments.second)
            sums.presence[m] += gamma
            sums.amplitude[m] += first
            sums.amplitudeSquared[m] += second
            sums.amplitudeCommon[m] += first * q
            load += first * commonLoad[m]
            loadSquared += second * commonLoad[m] * commonLoad[m]
            for j in 0..<regions { signalSums[m * regions + j] += first * values[frame * regions + j] }
          }
          let common = commonSpread * (q - load)
          sums.frames += 1
          sums.common += common
          sums.commonSquared += commonSpread + commonSpread * commonSpread * (q * q - 2 * q * load + loadSquared)
          for j in 0..<regions {
            let y = values[frame * regions + j]
            sums.y[j] += y
            sums.ySquared[j] += y * y
            sums.yCommon[j] += y * common
          }
        }
      }
    }
    return sums
  }

  /// E[a] and E[a²] of a bump at a place, by x.
  @inline(__always)
  func moments(_ x: Double, at m: Int, table: PositiveAmplitude.Lookup) -> (first: Double, second: Double) {
    let slope = table.slope(x)
    let deviation = deviation[m]
    return (deviation * slope, deviation * deviation * (1 + x * slope))
  }
}
