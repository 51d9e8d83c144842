import ArrayNumerics
import Foundation
import TuningMaps

/// The places of an animal, ready to fit waves to any angles that were sampled there.
package struct ArenaPhases: Sendable {
  /// The squares in which a start is searched.
  package let grid: SpatialGrid
  /// Number of the visited bin of each sample, −1 for a sample without a place.
  private let bins: [Int]
  /// Visited bins on the grid.
  private let places: [Int]
  /// Mean place of the samples of each visited bin, m.
  private let (x, y): ([Double], [Double])
  private let search: StripeSearch

  /// Fewer visited bins fit any wave.
  package static let fewestBins = 10
  private static let binsAlongLongerSide = 50

  /// - Parameters:
  ///   - x: place of each sample, m; NaN where it is unknown.
  ///   - y: the same.
  /// - Returns: `nil` when the places do not cover an area of ten bins, of fifty along the longer side.
  package init?(x: [Double], y: [Double]) {
    guard let grid = SpatialGrid(covering: x, y, binsAlongLongerSide: Self.binsAlongLongerSide) else { return nil }
    let indices = grid.indices(x, y)
    var number = [Int](repeating: -1, count: grid.rows * grid.columns)
    var (places, sumX, sumY, counts) = ([Int](), [Double](), [Double](), [Double]())
    var bins = [Int](repeating: -1, count: indices.count)
    for (sample, index) in indices.enumerated() where index >= 0 {
      if number[index] < 0 {
        number[index] = places.count
        places.append(index)
        sumX.append(0)
        sumY.append(0)
        counts.append(0)
      }
      let bin = number[index]
      bins[sample] = bin
      sumX[bin] += x[sample]
      sumY[bin] += y[sample]
      counts[bin] += 1
    }
    guard places.count >= Self.fewestBins else { return nil }
    self.grid = grid
    self.bins = bins
    self.places = places
    self.x = zip(sumX, counts).map { $0 / $1 }
    self.y = zip(sumY, counts).map { $0 / $1 }
    search = StripeSearch(grid)
  }

  /// The wave of some angles, from their sums in bins.
  ///
  /// - Parameters:
  ///   - cosines: of the angle of each sample; NaN where it is unknown.
  ///   - sines: the same.
  ///   - shift: sample i is taken to have had the angle of sample i + shift, in a ring.
  package func fit(cosines: [Double], sines: [Double], shift: Int = 0) -> StripeFit {
    let count = bins.count
    var (real, imaginary) = ([Double](repeating: 0, count: places.count), [Double](repeating: 0, count: places.count))
    var counts = [Double](repeating: 0, count: places.count)
    var source = shift % max(1, count)
    for bin in bins {
      if bin >= 0, cosines[source].isFinite {
        real[bin] += cosines[source]
        imaginary[bin] += sines[source]
        counts[bin] += 1
      }
      source += 1
      if source == count { source = 0 }
    }
    let size = grid.rows * grid.columns
    var (mapReal, mapImaginary) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    for (bin, place) in places.enumerated() where counts[bin] > 0 {
      mapReal[place] = real[bin] / counts[bin]
      mapImaginary[place] = imaginary[bin] / counts[bin]
    }
    return StripeFit(
      climbing: PhasePlaces(x: x, y: y, real: real, imaginary: imaginary, weight: counts.reduce(0, +)),
      from: search.start(real: mapReal, imaginary: mapImaginary))
  }

  /// The wave of some angles: from their sums in bins, and then from the samples themselves.
  package func fit(_ angles: [Double], x: [Double], y: [Double]) -> StripeFit {
    let coarse = fit(cosines: angles.map { cos($0) }, sines: angles.map { sin($0) })
    return StripeFit(climbing: PhasePlaces(angles: angles, x: x, y: y), from: (coarse.kx, coarse.ky))
  }
}

/// How strong waves are in angles that have nothing to do with the place: the angles are rolled against the places by an
/// offset, and the wave of each roll is searched anew.
package struct StripeNull: Sendable, Equatable {
  /// Strength of the wave of the angles as they are, in the terms of the rolls.
  package var observed: Double
  /// Of each roll.
  package var strengths: [Double]

  /// Part of the rolls, and the data, that are as strong: (1 + number) / (1 + rolls).
  package var p: Double { Double(1 + strengths.count { $0 >= observed }) / Double(1 + strengths.count) }

  package init(observed: Double, strengths: [Double]) { (self.observed, self.strengths) = (observed, strengths) }

  /// - Parameters:
  ///   - angles: of each sample of `phases`, rad.
  ///   - rolls: how many.
  ///   - shortest: the shortest roll in samples; the longest is the number of samples less that.
  ///   - stream: one for each roll.
  /// - Throws: `CancellationError`.
  package init(
    _ angles: [Double], in phases: ArenaPhases, rolls: Int, shortest: Int, work: Work,
    stream: @Sendable (Int) -> RandomStream
  ) throws {
    let (cosines, sines) = (angles.map { cos($0) }, angles.map { sin($0) })
    observed = phases.fit(cosines: cosines, sines: sines).strength
    let room = max(1, angles.count - 2 * shortest)
    strengths = try concurrentMap(rolls, work: work) { roll in
      var random = stream(roll)
      return phases.fit(cosines: cosines, sines: sines, shift: shortest + random.integer(below: room)).strength
    }
  }
}
