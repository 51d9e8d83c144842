import ArrayNumerics
import Foundation

/// A field potential made ready for analysis: at two rates, with what is wrong with it.
package struct PreparedField: Sendable {
  /// The recorded rate, Hz, and the number of recorded samples.
  package let rate: Double
  package let count: Int
  /// Time of the first sample, s.
  package let start: Double
  /// Every sample up to 2,000 Hz, else one in a whole number, at 1,000 Hz or more: for waveforms, fast rhythms and output.
  package private(set) var base: [Double]
  /// Hz.
  package let baseRate: Double
  /// At 200 to 400 Hz where the recording allows: for spectra and phase.
  package let slow: [Double]
  /// Hz.
  package let slowRate: Double
  /// For each sample of `slow`, whether it is left out: for an artefact, or because it was excluded.
  package let isMasked: [Bool]
  /// For each sample of `slow`, whether it was excluded by whom asked; empty when nothing was.
  package let isExcluded: [Bool]
  /// What was found.
  package let artefacts: FieldArtefacts

  /// The largest rate that is kept as it is.
  package static let fastestBase = 2000.0
  /// - Parameters:
  ///   - count: of the samples that come, for progress and memory.
  ///   - isExcluded: whether the sample at a time, s, is no part of the analysis.
  ///   - work: is asked between blocks whether to stop.
  ///   - blocks: hands out the samples in order, in blocks of any length.
  /// - Throws: `OscillationError.badRate`, `.constant`; what `blocks` throws; `CancellationError`.
  package init(
    count: Int, rate: Double, start: Double, isExcluded: ((Double) -> Bool)? = nil, work: Work = Work(),
    blocks: (_ take: ([Double]) throws -> Void) throws -> Void
  ) throws {
    guard rate.isFinite, rate > 0 else { throw OscillationError.badRate(rate) }
    var survey = FieldSurvey(rate: rate)
    let toBase = rate > Self.fastestBase ? Decimator.factors(of: rate, target: 1250, least: 1000) : []
    var first = Decimator(rate: rate, factors: toBase, pass: 0.4)
    let baseRate = rate / Double(first.factor)
    let toSlow = baseRate > 400 ? Decimator.factors(of: baseRate, target: 250, least: 200) : []
    var second = Decimator(rate: baseRate, factors: toSlow)
    var base: [Double] = []
    var slow: [Double] = []
    base.reserveCapacity(count / first.factor + 1)
    slow.reserveCapacity(count / first.factor / second.factor + 1)
    try blocks { given in
      try work.checkCancellation()
      work.report("reading and decimating", completed: min(count, survey.count), of: count)
      var block = given
      survey.push(&block)
      let part = toBase.isEmpty ? block : first.push(block)
      base += part
      slow += toSlow.isEmpty ? part : second.push(part)
    }
    survey.finish()
    if !toBase.isEmpty {
      let rest = first.finish()
      base += rest
      slow += toSlow.isEmpty ? rest : second.push(rest)
    }
    if !toSlow.isEmpty { slow += second.finish() }
    work.report("reading and decimating", completed: count, of: count)
    self.rate = rate
    self.count = survey.count
    self.start = start
    self.baseRate = baseRate
    slowRate = baseRate / Double(second.factor)
    if survey.isConstant { throw OscillationError.constant(samples: survey.count) }
    let found = try FieldArtefacts(survey, in: slow, rate: slowRate, factor: first.factor * second.factor)
    artefacts = found
    let mask = found.mask(count: slow.count, margin: Int((0.25 * slowRate).rounded()))
    let step = Double(first.factor * second.factor) / rate
    self.isExcluded = isExcluded.map { isExcluded in slow.indices.map { isExcluded(start + Double($0) * step) } } ?? []
    isMasked = self.isExcluded.isEmpty ? mask : zip(mask, self.isExcluded).map { $0 || $1 }
    self.slow = bridged(slow, over: found.damaged(count: slow.count))
    self.base = base
  }

  /// The same of samples in memory.
  package init(_ samples: [Double], rate: Double, start: Double = 0, work: Work = Work()) throws {
    try self.init(count: samples.count, rate: rate, start: start, work: work) { try $0(samples) }
  }

  /// Lets `base` go, for work that needs the memory and not the waveform.
  package mutating func forgetBase() { base = [] }

  /// The time of a sample of `slow`, s.
  package func time(ofSlow index: Int) -> Double { start + Double(index) / slowRate }

  /// Samples of `base` for each of `slow`.
  package var factor: Int { max(1, Int((baseRate / slowRate).rounded())) }

  /// The share of the time that is left out.
  package var maskedShare: Double { Double(isMasked.count { $0 }) / Double(max(1, isMasked.count)) }
}

/// The series with straight lines over what is damaged, level at the ends.
func bridged(_ values: [Double], over isDamaged: [Bool]) -> [Double] {
  var result = values
  var index = 0
  while index < values.count {
    guard isDamaged[index] else {
      index += 1
      continue
    }
    var end = index
    while end < values.count, isDamaged[end] { end += 1 }
    let before = index > 0 ? values[index - 1] : end < values.count ? values[end] : 0
    let after = end < values.count ? values[end] : before
    for place in index..<end {
      result[place] = before + (after - before) * Double(place - index + 1) / Double(end - index + 1)
    }
    index = end
  }
  return result
}
