import ArrayNumerics

/// One draw of bins and landmarks in which circles are looked for, and how.
package struct StartDraw: Sendable {
  /// Number of the draw: with the seed it says which bins are drawn.
  package var number: Int
  package var seed: UInt64
  /// Principal components, at most as many as there are cells.
  package var components: Int
  /// Bins drawn, uniformly over time.
  package var candidates: Int
  /// Neighbours of a bin, itself counted.
  package var neighbours: Int
  package var landmarks: Int
  /// Neighbours of a landmark, itself counted.
  package var landmarkNeighbours: Int
  /// Number of circles that are looked for together.
  package var circles: Int
  /// The second class is a start too where its bar is at least this part of the first.
  package var secondClass: Double
}

/// Angles of some bins on one circle, or on several together.
package struct LandmarkAngles: Sendable {
  /// 0 for the longest bar.
  package var classNumber: Int
  /// The landmarks as rows of the rates.
  package var rows: [Int]
  /// `[landmark, circle]`, rad; NaN for a landmark without an angle.
  package var angles: Matrix<Double>

  package init(classNumber: Int, rows: [Int], angles: Matrix<Double>) {
    (self.classNumber, self.rows, self.angles) = (classNumber, rows, angles)
  }
}

/// How circles are found in rates `[bin, cell]`: each class that may be one with the angles of its landmarks, none where
/// there is none.
///
/// This is a matter of topology, which the fit knows nothing of: whoever fits hands it in. The result must depend on its
/// arguments alone.
package typealias CircleSearch =
  @Sendable (_ rates: Matrix<Float>, _ draw: StartDraw, _ work: Work) throws -> [LandmarkAngles]

/// Looks for the ring or torus with several smoothings and numbers of components, each with bins and landmarks of its own
/// draw, and carries the angles found to all bins by the population vector.
///
/// - Returns: starts with their coarse angles, in the order of the settings; settings without a circle give none.
/// - Throws: `CancellationError`, and what `search` throws.
package func latentStarts(
  _ observations: LatentObservations, options: StartScanOptions, seed: UInt64, search: CircleSearch, work: Work
) throws -> [LatentStart] {
  let cells = observations.cells
  // One after the other: a smoothing holds twice what it returns.
  let smoothed = try options.sigmas.map { sigma in
    try smoothedRates(observations, sigma: sigma, work: work).map { $0.squareRoot() }
  }
  let components = Array(Set(options.components.map { min($0, cells) })).sorted()
  let settings = options.sigmas.indices.flatMap { sigma in components.map { (sigma, $0) } }
  let found = try concurrentMap(settings.count, work: work) { index -> [LatentStart] in
    let (sigma, count) = settings[index]
    let rates = smoothed[sigma]
    guard let draw = StartDraw(options, bins: rates.rows, components: count, draw: index, seed: seed) else { return [] }
    let all = Array(0..<rates.rows)
    return try search(rates, draw, work.serial).map { circle in
      let vector = try PopulationVector(rates: rates.selectingRows(circle.rows), angles: circle.angles, work: work.serial)
      return LatentStart(
        sigma: options.sigmas[sigma], components: count, classNumber: circle.classNumber,
        angles: try vector.decode(rates, rows: all, work: work.serial).angles)
    }
  }
  return found.flatMap { $0 }
}

extension StartDraw {
  /// `nil` where so few bins leave too few landmarks.
  fileprivate init?(_ options: StartScanOptions, bins: Int, components: Int, draw: Int, seed: UInt64) {
    // The quietest twentieth of the bins is never drawn.
    let points = min(options.candidates, bins - bins / 20)
    let landmarks = min(options.landmarks, points / 3)
    guard landmarks >= 20 else { return nil }
    self.init(
      number: draw, seed: seed, components: components, candidates: options.candidates,
      neighbours: max(10, min(options.neighbours, points * options.neighbours / options.candidates)), landmarks: landmarks,
      landmarkNeighbours: landmarks * options.landmarkNeighbours / options.landmarks, circles: options.circles,
      secondClass: options.secondClass)
  }
}
