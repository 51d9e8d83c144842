import ArrayNumerics
import Foundation

/// What samples say of every frame.
package struct SampledPosterior: Sendable {
  /// One frame; angles in rad.
  package struct Frame: Sendable {
    /// Probability of 0, 1, 2, … bumps.
    package var numbers: [Double]
    /// Bumps as many as there are most probably, at least one where any sample has one, the strongest first.
    package var bumps: [Summary]
    /// How far the chains agree on the number of bumps and on their places, and what that is worth in independent draws.
    package var diagnostics: ChainDiagnostics

    /// Probability of at least one bump.
    package var presence: Double { 1 - numbers[0] }
    /// Whether there is a bump: more likely than not.
    package var isPresent: Bool { presence > 0.5 }
  }

  /// One bump of a frame over the samples that have it.
  package struct Summary: Sendable {
    /// Mean direction, [0, 2π).
    package var center: Double
    /// Standard deviation around it.
    package var deviation: Double
    /// Ends of the central 90 %, [0, 2π).
    package var low: Double, high: Double
    /// Mean height and its standard deviation, in the unit of the signal on the scale of the fit.
    package var height: Double, heightDeviation: Double
    /// exp of the mean of log κ.
    package var concentration: Double
    /// Mean full width at half maximum and its standard deviation.
    package var width: Double, widthDeviation: Double
    /// Share of all samples that have it.
    package var weight: Double
  }

  /// `[frame]`
  package var frames: [Frame]

  /// - Throws: `CancellationError`.
  package init(_ samples: BumpSamples, work: Work) throws {
    let count = samples.chains.first?.states.frames ?? 0
    let most = samples.model.succession.most
    frames = try concurrentMap(count, work: work, chunk: 32) { frame in
      Self.frame(samples.chains.map { chain in (0..<chain.states.count).map { chain.states[$0, frame] } }, most: most)
    }
  }

  private static func frame(_ chains: [[[SampledBump]]], most: Int) -> Frame {
    let sets = chains.flatMap { $0 }
    var counts = [Int](repeating: 0, count: most + 1)
    for set in sets { counts[set.count] += 1 }
    let numbers = counts.map { Double($0) / Double(max(1, sets.count)) }
    // Of numbers as probable as each other the smaller is taken.
    var likely = 0
    for number in numbers.indices where numbers[number] > numbers[likely] { likely = number }
    if likely == 0, let least = counts.indices.dropFirst().first(where: { counts[$0] > 0 }) { likely = least }
    let bumps = likely == 0 ? [] : summaries(sets, number: likely)
    return Frame(numbers: numbers, bumps: bumps, diagnostics: diagnostics(chains, around: bumps.first?.center ?? 0))
  }

  /// Matches the bumps of all samples with as many places, which move to the means of what was matched with them.
  private static func summaries(_ sets: [[SampledBump]], number: Int) -> [Summary] {
    var places = (sets.first { $0.count == number } ?? []).map(\.center)
    var matched: [[SampledBump]] = []
    for _ in 0..<3 {
      matched = [[SampledBump]](repeating: [], count: number)
      for set in sets {
        for (place, bump) in BumpMatching.nearest(set.map(\.center), to: places) { matched[place].append(set[bump]) }
      }
      for place in places.indices where !matched[place].isEmpty { places[place] = circularMean(matched[place].map(\.center)) }
    }
    return matched.filter { !$0.isEmpty }.map { Summary($0, of: sets.count) }
      .sorted { ($0.height * $0.weight, $1.center) > ($1.height * $1.weight, $0.center) }
  }

  /// The worse of the number of bumps and of Σ sin(θ − mean), which is the distance of a single bump from its mean where that
  /// is small.
  private static func diagnostics(_ chains: [[[SampledBump]]], around center: Double) -> ChainDiagnostics {
    let number = ChainDiagnostics(chains.map { $0.map { Double($0.count) } })
    let place = ChainDiagnostics(chains.map { $0.map { set in set.reduce(0) { $0 + sin($1.center - center) } } })
    var worse = place
    worse.splitR = max(number.splitR, place.splitR)
    worse.effectiveSize = min(number.effectiveSize, place.effectiveSize)
    return worse
  }
}

extension SampledPosterior.Summary {
  /// - Parameter total: samples, with the bump or without.
  fileprivate init(_ bumps: [SampledBump], of total: Int) {
    let middle = circularMean(bumps.map(\.center))
    let distances = bumps.map { angleDifference($0.center, middle) }
    let ends = quantiles(distances, [0.05, 0.95])
    let (heights, widths) = (bumps.map(\.height), bumps.map { BumpModel.fullWidth(concentration: $0.concentration) })
    center = middle
    deviation = mean(distances.map { $0 * $0 }).squareRoot()
    (low, high) = (wrapAngle(middle + ends[0]), wrapAngle(middle + ends[1]))
    (height, heightDeviation) = (mean(heights), standardDeviation(heights))
    concentration = exp(mean(bumps.map { log($0.concentration) }))
    (width, widthDeviation) = (mean(widths), standardDeviation(widths))
    weight = Double(bumps.count) / Double(total)
  }
}

/// Which of some angles belongs to which place.
enum BumpMatching {
  /// The pairs with the smallest sum of squared distances, as many as there can be.
  static func nearest(_ angles: [Double], to places: [Double]) -> [(place: Int, angle: Int)] {
    if places.count == 1 {
      let distances = angles.map { abs(angleDifference($0, places[0])) }
      return distances.indices.min { distances[$0] < distances[$1] }.map { [(0, $0)] } ?? []
    }
    let isFewer = angles.count <= places.count
    let (few, many) = isFewer ? (angles, places) : (places, angles)
    var (best, least) = ([Int](), Double.infinity)
    func extend(_ chosen: [Int], _ cost: Double) {
      guard cost < least else { return }
      if chosen.count == few.count {
        (best, least) = (chosen, cost)
        return
      }
      for index in many.indices where !chosen.contains(index) {
        let distance = angleDifference(few[chosen.count], many[index])
        extend(chosen + [index], cost + distance * distance)
      }
    }
    extend([], 0)
    return best.enumerated().map { isFewer ? (place: $1, angle: $0) : (place: $0, angle: $1) }
  }
}
