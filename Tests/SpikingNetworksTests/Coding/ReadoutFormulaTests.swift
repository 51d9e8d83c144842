import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// Decoders, rewards and actions beside numbers that NumPy made of SPAIC's formulas, from a record of 20 steps of 0.5 ms and
/// four neurons with a place of each spike within its step.
struct ReadoutFormulaTests {
  static let record: DecoderRecord = {
    let places = (0..<20).flatMap { step in (0..<4).map { (step, $0) } }
    let spikes = places.map { step, neuron in (7 * step + 3 * neuron) % 11 == 0 ? 1.0 : 0 }
    let offsets = zip(places, spikes).map { Double((5 * $0.0 + 2 * $0.1) % 8) / 8 * $1 }
    return DecoderRecord(steps: 20, neurons: 4, dt: 0.5, values: spikes, offsets: offsets)
  }()

  private static func isNear(_ found: [Double], _ expected: [Double]) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 * max(1, abs($1)) }
  }

  @Test func decodersAreThoseOfTheFormulas() {
    let record = Self.record
    func found(_ decoder: Decoder, _ group: Int = 1, _ profile: Profile = .reference) -> [Double] {
      decoder.decode(record, group: group, profile: profile)
    }
    #expect(Self.isNear(found(.timeSoftmax), [76.2952807956638, 75.40533675415583, 76.17911430453258, 76.21147918731496]))
    #expect(Self.isNear(found(.timeSoftmax, 2), [75.85030877490982, 76.19529674592377]))
    #expect(Self.isNear(found(.timeSoftmax, 2, .spaic), [77.78336591890425, 78.14901979310986]))
    #expect(Self.isNear([Decoder.rateLoss(record), Decoder.rateLoss(record, group: 2)], [1.25, 1.8027756377319946]))
    #expect(
      Self.isNear(
        found(.complexPhase), [0.027454924713803244, 0.013247195673012944, 0.02669079463988195, 0.02669079463988195]))
    #expect(Self.isNear(found(.complexCount), [-0.506249, -0.406249, -1.168749, -0.968749]))
    #expect(
      Self.isNear(found(.complexLatency), [1.222767276741324, 0.5453922600493525, 0.885697441864228, 0.9788470549623416]))
    #expect(
      Self.isNear(
        found(.earlyCounts), [0.13328710836980795, 0.04065696597405991, 0.06618841920129961, 0.08084271777072888]))
    let course = DecoderRecord(steps: 2, neurons: 3, dt: 1, values: [5, 6, 7, 1, 2, 6])
    #expect(Decoder.voltageSum.decode(course) == [6, 8, 13])
    #expect(Decoder.voltageSum.decode(course, profile: .spaic) == [-2, -1, 3])
  }

  /// In silence the first spike stands after the end, T dt.
  @Test func silenceHasAScoreToo() {
    let silent = DecoderRecord(steps: 3, neurons: 1, dt: 2, values: [0, 0, 0])
    let expected = [0.0, 2, 4].reduce(0) { $0 + 5 * exp(-$1 / 50) }
    #expect(Self.isNear(Decoder.timeSoftmax.decode(silent), [expected]))
  }

  @Test func rewardsFadeAsTheirFormula() {
    let classes = RewardRule.classify.value(Self.record, target: 2)
    #expect(Self.isNear(classes, [-0.27227862870340974, -0.05025311444233536, 0.6486182278923814, -0.32608648474663626]))
    let theirs = RewardRule.classify.value(Self.record, target: 2, profile: .spaic)
    #expect(Self.isNear(theirs, [-0.27388521449156905, -0.06088777133869007, 0.6563339115798204, -0.32156092574956124]))
    let silent = DecoderRecord(steps: 3, neurons: 1, dt: 2, values: [0, 0, 0])
    #expect(RewardRule.exclusiveOr.value(silent, target: 0) == [0])
    #expect(RewardRule.exclusiveOr.value(silent, target: 0, profile: .spaic) == [-1])
    #expect(RewardRule.classify.value(silent, target: 0, profile: .spaic) == [0])
  }

  @Test func actionsOfTheProgramHaveItsSlips() {
    let record = DecoderRecord(steps: 1, neurons: 3, dt: 1, values: [0, 2, 2])
    let silent = DecoderRecord(steps: 1, neurons: 3, dt: 1, values: [0, 0, 0])
    var stream = RandomStream(seed: 1, name: "slips")
    func chosen(_ rule: ActionRule, _ record: DecoderRecord, trials: Int = 0) -> Set<Int> {
      Set(
        (0..<200).map { _ in rule.choose(record, actions: 3, trials: trials, profile: .spaic, stream: &stream) })
    }
    #expect(chosen(.softmax, record) == [0, 1, 2] && chosen(.mostSpikes, record) == [1] && chosen(.mostSpikes, silent) == [0])
    #expect(chosen(.firstSpike, record) == [1] && chosen(.firstSpike, silent) == [0])
    #expect(chosen(.highestVoltage, record, trials: 461) == [0, 1, 2] && chosen(.highestVoltage, record, trials: 463) == [1])
  }
}
