import ArrayNumerics
import Foundation

/// The lattice of a grid cell from plane waves on its spikes.
package struct WaveLattice: Sendable, Equatable {
  /// Spacing of the regular lattice of triangles that fits best, m.
  package let spacing: Double
  /// Its direction, degrees in [0, 60).
  package let orientation: Double
  /// Power of its three waves, over what a cell without tuning has.
  package let powers: [Double]
  /// The three shortest vectors of the lattice, m, by rising direction in [0, 180): of the sheared one where that fits better.
  package let axes: [SIMD2<Double>]
  /// Whether a lattice with two free vectors fits better than a regular one, its two more numbers paid for.
  package let isSheared: Bool
}

/// Finds lattices of many cells of one arena.
package struct LatticeSearch: Sendable {
  private let spacings: [Double]
  private let range: ClosedRange<Double>
  private let directions: [Double]
  /// For each spacing and direction three places in the padded transform.
  private let places: [SIMD4<Int32>]
  private let transform: RealFourierTransform2D
  /// |O(k)|² of the occupancy at every place.
  private let occupancyPower: [Double]
  private let occupancy: Matrix<Double>
  private let centres: (x: [Double], y: [Double])

  /// - Parameters:
  ///   - occupancy: time in each bin `[y, x]`, in any unit, not all 0.
  ///   - xEdges: edges of the bins along x, m, evenly spaced; `yEdges` with the same distance.
  ///   - range: of spacings that are looked for, m.
  /// - Throws: `NumericsError` for an arena without bins.
  package init(
    occupancy: Matrix<Double>, xEdges: [Double], yEdges: [Double], range: ClosedRange<Double>
  ) throws(NumericsError) {
    func middles(_ edges: [Double]) -> [Double] { zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 } }
    self.range = range
    let total = occupancy.elements.reduce(0, +)
    self.occupancy = occupancy.map { total > 0 ? $0 / total : 0 }
    centres = (middles(xEdges), middles(yEdges))
    let bins = max(occupancy.rows, occupancy.columns)
    // F changes little over a quarter of one over the size of the arena.
    let size = fastTransformSize(max(256, 4 * bins))
    transform = try RealFourierTransform2D(rows: size, columns: size)
    let side = xEdges.count > 1 ? xEdges[1] - xEdges[0] : 1
    let steps = 40
    let spacings = (0..<steps).map { step in
      range.lowerBound * pow(range.upperBound / range.lowerBound, Double(step) / Double(steps - 1))
    }
    let directions = (0..<steps).map { Double($0) / Double(steps) * .pi / 3 }
    (self.spacings, self.directions) = (spacings, directions)
    let perPlace = 2 * .pi / (Double(size) * side)
    places = spacings.flatMap { spacing in
      directions.map { direction -> SIMD4<Int32> in
        let waves = SpikeWaves.waves(spacing: spacing, direction: direction).map { wave -> Int32 in
          var (kx, ky) = (Int((wave.x / perPlace).rounded()), Int((wave.y / perPlace).rounded()))
          // Half of the plane is stored: F(−k) is the conjugate of F(k).
          if kx < 0 { (kx, ky) = (-kx, -ky) }
          guard kx <= size / 2, abs(ky) <= size / 2 else { return -1 }
          return Int32((ky + size) % size * (size / 2 + 1) + kx)
        }
        return SIMD4(waves[0], waves[1], waves[2], -1)
      }
    }
    occupancyPower = try transform.forward(
      padded(self.occupancy.elements, occupancy.rows, occupancy.columns, size, size)
    ).elements.map(\.squaredMagnitude)
  }

  /// The lattice of a cell.
  ///
  /// - Parameters:
  ///   - amounts: spikes in each bin, not smoothed.
  ///   - squares: the sum of the squares of what was added up: of single spikes their number.
  /// - Returns: `nil` for a cell without spikes, or where no lattice in the range of spacings fits.
  /// - Throws: `NumericsError` when a transform fails.
  package func lattice(amounts: Matrix<Double>, squares: Double) throws(NumericsError) -> WaveLattice? {
    guard squares > 0 else { return nil }
    let waves = SpikeWaves(amounts: amounts, squares: squares, occupancy: occupancy, centres: centres)
    let start = try coarse(amounts, squares)
    let regular = nelderMead(from: [log(start.spacing), start.direction], steps: [0.03, 0.03]) {
      -waves.hexagon(spacing: exp($0[0]), direction: $0[1]).sum()
    }
    let (spacing, direction) = (exp(regular.place[0]), regular.place[1])
    let found = SpikeWaves.waves(spacing: spacing, direction: direction)
    // Two free waves; the third is their difference, as in the regular lattice.
    let length = (found[0] * found[0]).sum().squareRoot()
    let step = 0.03 * length
    let free = nelderMead(
      from: [found[0].x, found[0].y, found[1].x, found[1].y], steps: [step, step, step, step]
    ) { place in
      let (a, b) = (SIMD2(place[0], place[1]), SIMD2(place[2], place[3]))
      return -waves.powers((a, b, b - a)).sum()
    }
    // The search leads out of the range where nothing inside fits, to a wave or two that are longer than the arena.
    guard let even = Self.axes(found[0], found[1]), isLookedFor(spacing) else { return nil }
    // Two numbers more are worth it when the likelihood, of which the power is the gain, grows by more than ln N (Schwarz);
    // fields that are few and cut by walls make regular lattices of 20 minutes differ by up to a tenth.
    var axes = even
    if regular.value - free.value > log(max(squares, 2)),
      let sheared = Self.axes(SIMD2(free.place[0], free.place[1]), SIMD2(free.place[2], free.place[3]))
    {
      let lengths = sheared.map { ($0 * $0).sum().squareRoot() }
      let (short, long) = (lengths.min() ?? 0, lengths.max() ?? 0)
      if long > Self.leastShear * short, long < Self.mostShear * short, lengths.allSatisfy(isLookedFor) { axes = sheared }
    }
    let isSheared = axes != even
    let powers = waves.powers((found[0], found[1], found[2]))
    let degrees = (direction + .pi / 6) * 180 / .pi
    return WaveLattice(
      spacing: spacing, orientation: degrees - 60 * (degrees / 60).rounded(.down),
      powers: [powers.x, powers.y, powers.z], axes: axes, isSheared: isSheared)
  }

  /// The longest axis over the shortest from which a lattice counts as sheared.
  package static let leastShear = 1.1
  /// From here on it is no lattice of triangles any more but one or two plane waves.
  package static let mostShear = 2.0

  /// Whether a length may be that of a lattice which was looked for: within the range, or a quarter beyond it.
  private func isLookedFor(_ length: Double) -> Bool {
    (range.lowerBound / 1.25...range.upperBound * 1.25).contains(length)
  }

  /// The best of all spacings and directions: three waves of which none is weak.
  private func coarse(_ amounts: Matrix<Double>, _ squares: Double) throws(NumericsError) -> (
    spacing: Double, direction: Double
  ) {
    let total = amounts.elements.reduce(0, +)
    let excess = zip(amounts.elements, occupancy.elements).map { $0 - total * $1 }
    let powers = try transform.forward(
      padded(excess, amounts.rows, amounts.columns, transform.rows, transform.columns)
    ).elements.map(\.squaredMagnitude)
    func power(_ place: Int32) -> Double {
      if place < 0 { return 0 }
      return powers[Int(place)] / (squares * max(1e-9, 1 - occupancyPower[Int(place)]))
    }
    var best = (value: -Double.infinity, index: 0)
    for (index, place) in places.enumerated() {
      let three = SIMD3(power(place[0]), power(place[1]), power(place[2]))
      let value = min(three.sum() / 3, 3 * three.min())
      if value > best.value { best = (value, index) }
    }
    return (spacings[best.index / directions.count], directions[best.index % directions.count])
  }

  /// The three shortest vectors of the lattice whose phase turns once along each of two waves; `nil` when these are parallel.
  static func axes(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> [SIMD2<Double>]? {
    let determinant = a.x * b.y - a.y * b.x
    guard abs(determinant) > 1e-6 * ((a * a).sum() * (b * b).sum()).squareRoot() else { return nil }
    var u = SIMD2(b.y, -b.x) * (2 * .pi / determinant)
    var v = SIMD2(-a.y, a.x) * (2 * .pi / determinant)
    for _ in 0..<64 {
      if (u * u).sum() > (v * v).sum() { swap(&u, &v) }
      let multiple = ((u * v).sum() / (u * u).sum()).rounded()
      if multiple == 0 { break }
      v -= multiple * u
    }
    let third = (u * v).sum() > 0 ? v - u : v + u
    return [u, v, third].map { vector in
      let isUpper = vector.y > 0 || (vector.y == 0 && vector.x > 0)
      return isUpper ? vector : -vector
    }.sorted { AutocorrelogramPeaks.direction($0) < AutocorrelogramPeaks.direction($1) }
  }
}
