import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing

@Suite struct CorrelatedEnsemblesTests {
  /// Cells of tori on which a state of each wanders, without any arena, and cells that fire at random; all with one gain.
  static func counts(
    _ modules: [Int], random: Int, bins: Int = 3000, gain: Double = 0, peak: Double = 2.5, seed: UInt64 = 1,
    spread: Double? = nil
  ) -> Matrix<Double> {
    var stream = RandomStream(seed: seed, name: "walks")
    let total = modules.reduce(random, +)
    var counts = Matrix<Double>(rows: bins, columns: total, repeating: 0)
    let phases = (0..<total).map { _ in
      // All over the torus, or around one place of it.
      spread.map { ($0 * stream.normal(), $0 * stream.normal()) }
        ?? (2 * Double.pi * stream.uniform(), 2 * Double.pi * stream.uniform())
    }
    var states = modules.map { _ in (stream.uniform(), stream.uniform()) }
    for bin in 0..<bins {
      let common = exp(gain * stream.normal())
      for module in states.indices {
        states[module].0 += 0.7 * stream.normal()
        states[module].1 += 0.7 * stream.normal()
      }
      var cell = 0
      for (module, size) in modules.enumerated() {
        for _ in 0..<size {
          let (a, b) = (states[module].0 - phases[cell].0, states[module].1 - phases[cell].1)
          let rate = peak * exp(1.2 * (cos(a) + cos(b) + cos(b - a) - 3))
          counts[bin, cell] = Double(stream.poisson(mean: common * rate))
          cell += 1
        }
      }
      for _ in 0..<random {
        counts[bin, cell] = Double(stream.poisson(mean: 0.4 * common))
        cell += 1
      }
    }
    return counts
  }

  static func ensembles(
    _ counts: Matrix<Double>, threads: Int = 2, seed: UInt64 = 3, factor: CorrelatedEnsembles.CommonFactor = .between
  ) throws -> CorrelatedEnsembles {
    try CorrelatedEnsembles(
      counts, options: .init(factor: factor, density: 0.1, smallest: 5, level: 0.01, draws: 100, leastShift: 100), seed: seed,
      work: Work(threads: threads))
  }

  @Test func toriWithoutAnArenaAreTold() throws {
    let found = try Self.ensembles(Self.counts([30, 24], random: 12))
    #expect(found.sizes.count == 2 && found.p.allSatisfy { $0 <= 0.01 })
    // Cells of the two modules are never together, and of 54 nearly all are found.
    let (first, second) = (found.labels[0..<30], found.labels[30..<54])
    #expect(first.count { $0 == 0 } >= 29 && second.count { $0 == 1 } >= 23, "\(found.labels)")
    #expect(found.labels[54...].count { $0 >= 0 } <= 1)
    #expect((0..<66).allSatisfy { cell in close(found.correlations[cell, cell], 1, 1e-9) && !found.isLinked[cell, cell] })
  }

  /// The share of recordings of independent cells with an ensemble, p ≤ 0.05: at most that of the binomial law.
  @Test func independentCellsHaveNone() throws {
    let found = try (0..<40).map { seed in
      try CorrelatedEnsembles(
        Self.counts([], random: 40, bins: 1500, seed: 100 + UInt64(seed)),
        options: .init(density: 0.1, smallest: 2, level: 0.05, draws: 39, leastShift: 100), seed: UInt64(seed),
        work: Work(threads: 2)
      ).sizes.isEmpty
    }
    // 6 or more of 40 have a probability of 1.4 %.
    #expect(found.count { !$0 } <= 5, "\(found.count { !$0 })")
  }

  /// What all cells share is no ensemble: without the common factor all pairs are linked.
  @Test func aCommonGainLinksNothing() throws {
    let counts = Self.counts([], random: 40, gain: 0.5)
    #expect(try Self.ensembles(counts).sizes.isEmpty)
    let both = try Self.ensembles(Self.counts([30, 24], random: 12, gain: 0.5))
    #expect(both.sizes.count == 2 && both.labels[0..<30].count { $0 == 0 } >= 28, "\(both.labels)")
  }

  /// Loadings of one factor are found whatever they are, and nothing is left of its correlations.
  @Test(arguments: [[0.5, 0.5, 0.5, 0.5], [0.9, 0.1, 0.4, 0.7, 0.3], [0.8, -0.2, 0.6, 0.5, 0.0]])
  func aCommonFactorIsFoundExactly(loadings: [Double]) {
    let count = loadings.count
    let correlations = Matrix(
      rows: count, columns: count,
      elements: (0..<count * count).map { $0 / count == $0 % count ? 1 : loadings[$0 / count] * loadings[$0 % count] })
    let found = CorrelatedEnsembles.centroidLoadings(correlations)
    #expect(zip(found, loadings).allSatisfy { close($0, $1, 1e-4) }, "\(found)")
  }

  @Test func withoutAnythingInCommonThereIsNoFactor() {
    let against = Matrix<Double>(rows: 3, columns: 3, elements: [1, -0.4, -0.4, -0.4, 1, -0.4, -0.4, -0.4, 1])
    #expect(CorrelatedEnsembles.centroidLoadings(against) == [0, 0, 0])
    #expect(CorrelatedEnsembles.centroidLoadings(Matrix(rows: 0, columns: 0, elements: [])).isEmpty)
  }

  /// A gain that all cells share in their own measure is found, also where a pair is correlated for another reason.
  @Test(arguments: [[0.5, 0.5, 0.5, 0.5, 0.5, 0.5], [0.5, 0.45, 0.6, 0.4, 0.55, 0.5, 0.65]])
  func aCommonFactorIsFoundByMedians(loadings: [Double]) {
    let count = loadings.count
    var correlations = Matrix(
      rows: count, columns: count,
      elements: (0..<count * count).map { $0 / count == $0 % count ? 1 : loadings[$0 / count] * loadings[$0 % count] })
    let found = CorrelatedEnsembles.commonLoadings(correlations)
    #expect(zip(found, loadings).allSatisfy { close($0, $1, 0.02) }, "\(found)")
    (correlations[0, 1], correlations[1, 0]) = (-0.3, -0.3)
    let beside = CorrelatedEnsembles.commonLoadings(correlations)
    #expect(zip(beside, loadings).allSatisfy { close($0, $1, 0.02) }, "\(beside)")
  }

  @Test func modulesAreNothingInCommon() {
    let against = Matrix<Double>(rows: 3, columns: 3, elements: [1, -0.4, -0.4, -0.4, 1, -0.4, -0.4, -0.4, 1])
    #expect(CorrelatedEnsembles.commonLoadings(against) == [0, 0, 0])
    // Two modules of which each varies together are no factor.
    let two = Matrix<Double>(
      rows: 6, columns: 6, elements: (0..<36).map { $0 / 6 == $0 % 6 ? 1 : ($0 / 18 == $0 % 6 / 3 ? 0.5 : 0) })
    #expect(CorrelatedEnsembles.commonLoadings(two) == [0, 0, 0, 0, 0, 0])
    #expect(CorrelatedEnsembles.commonLoadings(Matrix(rows: 0, columns: 0, elements: [])).isEmpty)
  }

  /// Eight cells of one heading, of which all pairs are linked, beside two modules: with a factor fitted to each shuffled
  /// recording chance had larger groups.
  @Test func aSmallGroupIsFoundBesideModules() throws {
    var counts = Self.counts([20, 20], random: 18)
    var stream = RandomStream(seed: 8, name: "heading")
    var heading = 0.0
    for bin in 0..<counts.rows {
      heading += 0.5 * stream.normal()
      for cell in 0..<8 {
        let rate = 3 * exp(3 * (cos(heading - Double(cell) * .pi / 4) - 1)) + 0.05
        counts[bin, 40 + cell] = Double(stream.poisson(mean: rate))
      }
    }
    let found = try Self.ensembles(counts)
    #expect(found.sizes.count == 3, "\(found.sizes)")
    let group = found.labels[40..<48]
    #expect(Set(group).count == 1 && group.first != -1, "\(found.labels)")
    #expect(found.labels[48...].count { $0 >= 0 } <= 1)
  }

  /// Phases that lie unevenly make the sum of a module's correlations larger than 0; that is no gain of all cells. With a
  /// factor of the sums modules of one arena and of sleep were drawn together.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func modulesStayApartWhereverTheirPhasesLie(seed: UInt64) throws {
    let found = try Self.ensembles(Self.counts([12, 12], random: 6, seed: seed), seed: seed)
    let (first, second) = (Set(found.labels[0..<12]).subtracting([-1]), Set(found.labels[12..<24]).subtracting([-1]))
    #expect(first.isDisjoint(with: second), "\(found.labels)")
    #expect(found.labels[0..<24].count { $0 >= 0 } >= 22, "\(found.labels)")
  }

  /// Speed or arousal beside modules with uneven phases: the factor is that of pairs in different groups.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func aGainBesideModulesDrawsNoneTogether(seed: UInt64) throws {
    let found = try Self.ensembles(Self.counts([20, 20, 20], random: 10, gain: 0.5, seed: seed), seed: seed)
    let groups = [0..<20, 20..<40, 40..<60].map { Set(found.labels[$0]).subtracting([-1]) }
    #expect(found.sizes.count == 3 && groups.allSatisfy { $0.count == 1 } && Set(groups).count == 3, "\(found.labels)")
    #expect(found.labels[0..<60].count { $0 >= 0 } >= 57, "\(found.labels)")
    // A gain of variance v explains m² v of a variance that is m and that of the tuning besides: about 0.2² here.
    #expect(found.loadings.allSatisfy { $0 > 0.05 } && mean(found.loadings) > 0.12, "\(found.loadings)")
  }

  /// Two modules of which each has its phases around one place, with a gain of all: from the factor of the sums all cells
  /// became one group in half of the recordings, and no pair was left to find another from.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func unevenModulesWithAGainAreNotMerged(seed: UInt64) throws {
    let counts = Self.counts([20, 20], random: 10, gain: 0.5, seed: seed, spread: 1)
    let found = try Self.ensembles(counts, seed: seed)
    let (first, second) = (Set(found.labels[0..<20]).subtracting([-1]), Set(found.labels[20..<40]).subtracting([-1]))
    #expect(found.sizes.count == 2 && first.isDisjoint(with: second), "\(found.labels)")
    // Where the other start ends at one group that is said.
    if let other = found.alternative { #expect(Set(other).subtracting([-1]).count != 2, "\(other)") }
  }

  /// One module with its phases around one place, beside cells at random, with a gain of all: from the factors of sums and
  /// medians the random cells became part of it, since most pairs are those of the module.
  @Test func anUnevenModuleWithAGainTakesInNoOthers() throws {
    var right = 0
    for seed in 1...6 as ClosedRange<UInt64> {
      let labels = try Self.ensembles(Self.counts([20], random: 10, gain: 0.5, seed: seed, spread: 1), seed: seed).labels
      let (module, others) = (labels[0..<20].count { $0 == 0 }, labels[20...].count { $0 >= 0 })
      right += module >= 16 && others <= 2 && labels.max() == 0 ? 1 : 0
    }
    #expect(right >= 5, "\(right) of 6")
  }

  /// Of a gain of variance v two Poisson counts of means m and m' have the covariance v m m'; a module of one sign among the
  /// pairs does not move it.
  @Test func aGainOfAllRatesIsFoundFromMostPairs() {
    let (cells, bins, variance) = (24, 6000, 0.2)
    var stream = RandomStream(seed: 9, name: "gain")
    var counts = Matrix<Double>(rows: bins, columns: cells, repeating: 0)
    let spread = log(1 + variance)
    for bin in 0..<bins {
      let gain = exp(spread.squareRoot() * stream.normal() - spread / 2)
      let own = exp(0.8 * stream.normal() - 0.32)
      for cell in 0..<cells {
        let rate = (0.3 + 0.05 * Double(cell)) * gain * (cell < 10 ? own : 1)
        counts[bin, cell] = Double(stream.poisson(mean: rate))
      }
    }
    let columns = (0..<cells).map { counts.column($0) }
    var correlations = Matrix<Double>(rows: cells, columns: cells, repeating: 1)
    for first in 0..<cells {
      for second in 0..<cells where first != second {
        correlations[first, second] = (try? pearsonCorrelation(columns[first], columns[second])) ?? .nan
      }
    }
    let spreads = correlations.map { _ in 1 / Double(bins).squareRoot() }
    let found = CorrelatedEnsembles.gainLoadings(correlations, spreads: spreads, counts)
    for cell in 0..<cells {
      let middle = mean(columns[cell])
      let deviation = (mean(columns[cell].map { $0 * $0 }) - middle * middle).squareRoot()
      #expect(close(found[cell] * deviation / middle, variance.squareRoot(), 0.06), "\(found[cell])")
    }
    #expect(CorrelatedEnsembles.gainLoadings(correlations, spreads: spreads, counts.map { _ in 0 }).allSatisfy { $0 == 0 })
  }

  /// Even phases and nothing in common: all starts end alike.
  @Test func whatIsPlainIsCertain() throws {
    #expect(try Self.ensembles(Self.counts([20, 20], random: 10)).alternative == nil)
    #expect(try Self.ensembles(Self.counts([], random: 30)).alternative == nil)
  }

  /// Loadings that only pairs of different groups tell, whatever the pairs within are.
  @Test func aCommonFactorIsFoundBetweenGroups() {
    let loadings = [0.5, 0.4, 0.6, 0.3, 0.55, 0.45]
    let labels = [0, 0, 0, 1, 1, 1]
    let correlations = Matrix(
      rows: 6, columns: 6,
      elements: (0..<36).map { pair -> Double in
        if pair / 6 == pair % 6 { return 1 }
        return labels[pair / 6] == labels[pair % 6] ? 0.9 : loadings[pair / 6] * loadings[pair % 6]
      })
    let spreads = Matrix(rows: 6, columns: 6, repeating: 0.02)
    let found = CorrelatedEnsembles.betweenLoadings(correlations, spreads: spreads, labels: labels)
    // Two groups tell the products only: one may have more and the other less.
    for first in 0..<3 {
      for second in 3..<6 { #expect(close(found[first] * found[second], loadings[first] * loadings[second], 1e-6)) }
    }
    let nothing = correlations.map { $0 == 1 || $0 == 0.9 ? $0 : 0.01 }
    #expect(CorrelatedEnsembles.betweenLoadings(nothing, spreads: spreads, labels: labels).allSatisfy { $0 == 0 })
    // All in one group: there is no pair to tell.
    let one = CorrelatedEnsembles.betweenLoadings(correlations, spreads: spreads, labels: [0, 0, 0, 0, 0, 0])
    #expect(one.allSatisfy { $0 == 0 })
  }

  @Test func threadsChangeNothing() throws {
    let counts = Self.counts([20], random: 10)
    let (one, three) = (try Self.ensembles(counts, threads: 1), try Self.ensembles(counts, threads: 3))
    #expect(one.labels == three.labels && one.p == three.p && one.correlations == three.correlations)
  }

  @Test func silentAndEqualCellsDoNoHarm() throws {
    var counts = Self.counts([20], random: 2)
    for row in 0..<counts.rows { (counts[row, 20], counts[row, 21]) = (0, counts[row, 0]) }
    let found = try Self.ensembles(counts)
    #expect(found.labels[20] == -1 && found.labels[21] == found.labels[0], "\(found.labels)")
    #expect(found.sizes.count == 1 && found.sizes[0] >= 12, "\(found.sizes)")
    #expect(found.correlations.elements.allSatisfy { $0.isFinite })
  }

  /// The first two are examples of scikit-learn's adjusted_rand_score, the third by hand.
  @Test func theAdjustedRandIndexIsThatOfScikitLearn() {
    #expect(close(adjustedRandIndex([0, 0, 1, 1], [0, 0, 1, 2]), 0.5714285714285714, 1e-12))
    #expect(close(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1]), -0.5, 1e-12))
    #expect(close(adjustedRandIndex([0, 0, 1, 2, 2, 2], [5, 5, 1, 7, 7, 1]), 4.0 / 9, 1e-12))
    #expect(adjustedRandIndex([3, 3, 4], [0, 0, 9]) == 1 && adjustedRandIndex([0, 0], [1, 1]).isNaN)
  }
}
