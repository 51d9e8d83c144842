import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// Encoders, decoders, rewards and actions against their formulas.
struct CodingTests {
  private static func steps(_ encoded: EncodedInput, _ neuron: Int) -> [Int] {
    (0..<encoded.steps).filter { encoded.values[$0 * encoded.neurons + neuron] > 0 }
  }

  @Test func latencyIsEarlierForMore() throws {
    let encoded = try Encoder.latency.encode([0, 0.5, 1], neurons: 3, steps: 101, dt: 0.1)
    #expect((0..<3).map { Self.steps(encoded, $0) } == [[100], [50], [0]])
    let relative = try Encoder.relativeLatency.encode([0, 1, 3], neurons: 3, steps: 101, dt: 0.1)
    #expect(Self.steps(relative, 2) == [0])
    #expect(Self.steps(relative, 1) == [Int(100 * 0.9999999 * (exp(-1.0) - exp(-3.0)))])
    #expect(Self.steps(relative, 0) == [])
  }

  @Test func spikeTimesStandWhereTheySay() throws {
    let single = try Encoder.singleSpike.encode([0, 1.25, 9.9], neurons: 3, steps: 100, dt: 0.1)
    #expect((0..<3).map { Self.steps(single, $0) } == [[0], [12], [99]])
    let pairs = try Encoder.multipleSpikes.encode([0.5, 1, 0.5, 1, 10, 0], neurons: 2, steps: 100, dt: 0.1)
    #expect(pairs.values[5 * 2 + 1] == 2)
    #expect(Self.steps(pairs, 0) == [99])
  }

  @Test func probabilitiesAreMet() throws {
    let poisson = try Encoder.poisson.encode([0.5, 2], neurons: 2, steps: 20_000, dt: 0.1)
    for (neuron, p) in [0.05, 0.2].enumerated() {
      #expect(abs(Double(Self.steps(poisson, neuron).count) - 20_000 * p) < 4 * (20_000 * p).squareRoot())
    }
    let coin = try Encoder.bernoulli.encode([1, 4], neurons: 2, steps: 20_000, dt: 0.1)
    #expect(Self.steps(coin, 1).count == 20_000)
    #expect(abs(Double(Self.steps(coin, 0).count) - 5000) < 4 * 5000.0.squareRoot())
  }

  @Test func regularTrainsHaveTheirPeriod() throws {
    let encoded = try Encoder.uniform.encode([0.5, 1], neurons: 2, steps: 1000, dt: 0.1)
    // p = ceil(time · bias/((bias + max − min) dt)) for the largest.
    let steps: Double = 100 * 0.05 / (0.55 * 0.1)
    let period = Int(steps.rounded(.up))
    #expect(Self.steps(encoded, 1).first == period - 1)
    #expect(Self.steps(encoded, 1).count == 1000 / period)
  }

  @Test func numbersOutOfRangeAreRefused() {
    func refusal(_ encoder: Encoder, _ source: [Double], neurons: Int = 2) -> String {
      do {
        _ = try encoder.encode(source, neurons: neurons, steps: 100, dt: 0.1)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(refusal(.singleSpike, [0, 10]).contains("below 10.0 ms"))
    #expect(refusal(.singleSpike, [-1, 0]).contains("-1"))
    #expect(refusal(.poisson, [-0.1, 0]).contains("0 or more"))
    #expect(refusal(.latency, [.nan, 0]).contains("finite"))
    #expect(refusal(.float, [1]).contains("Give 2"))
    #expect(refusal(.multipleSpikes, [1, 5]).contains("below 2"))
  }

  @Test func anEncoderIsASourceOfANetwork() throws {
    let network = NetworkDescription(
      dt: 0.1, duration: 10,
      populations: [
        PopulationDescription(
          "picture", model: "latency-encoder", size: 3, parameters: ["source": .values([0, 0.5, 1]), "time": .constant(10)])
      ])
    #expect(try SpikingNetwork(network).run().spikes[0].steps == [0, 49, 99])
  }

  static let record = DecoderRecord(
    steps: 4, neurons: 3, dt: 0.1, values: [0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1])

  @Test func decodersFollowTheirFormulas() {
    let record = Self.record
    #expect(Decoder.counts.decode(record) == [2, 0, 2])
    #expect(Decoder.counts.decode(record, group: 3, bias: 1, scale: 2) == [10])
    #expect(Decoder.rates.decode(record) == [0.5, 0, 0.5])
    #expect(Decoder.rate.decode(record, group: 3) == [1])
    #expect(Decoder.firstSpike.decode(record) == [1, 0, 0])
    #expect(Decoder.finalVoltage.decode(record) == [0, 0, 1])
    let early = Decoder.earlyCounts.decode(record)
    #expect(abs(early[0] - 0.1 * (exp(-0.5) + exp(-1))) < 1e-12)
    let complex = Decoder.complexCount.decode(record)
    #expect(abs(complex[0] - (1e-6 - 0.25 - 0.5)) < 1e-12)
    let softmax = Decoder.timeSoftmax.decode(record)
    #expect(abs(softmax.reduce(0, +) - 1) < 1e-12 && softmax[0] > softmax[2])
    #expect(CourseDecoder.null.decode(record) == record.values)
    let smoothed = CourseDecoder.smoothed.decode(record)
    #expect(abs(smoothed[0] - (exp(-pow(0.3 / 40, 2)) + exp(-pow(0.6 / 40, 2)))) < 1e-12)
  }

  @Test func coursesOfComplexSpikes() {
    // One spike in step 4 of 20, a quarter of a step before its end; steps of 1 ms.
    var record = DecoderRecord(
      steps: 20, neurons: 2, dt: 1, values: .init(repeating: 0, count: 40), offsets: .init(repeating: 0, count: 40))
    record.values[2 * 4] = 1
    record.offsets[2 * 4] = 0.25
    let smoothed = CourseDecoder.complexSmoothed.decode(record)
    for step in 0..<20 {
      let t = Double(step - 4)
      let kernel = exp(-pow(3 * t / 40, 2))
      #expect(abs(smoothed[2 * step] - kernel * (1 - 0.25 * 2 * 9 * t / 1600)) < 1e-12)
      #expect(smoothed[2 * step + 1] == 0)
    }
    // An oscillation whose constants are drawn: it starts as i β^offset and keeps a fixed ratio of three values.
    let course = CourseDecoder.trajectory.decode(record, group: 1, seed: 3)
    #expect(course.count == 40 && course[..<8].allSatisfy { $0 == 0 })
    let x = (4..<20).map { course[2 * $0] }
    // x(n + 2) = 2 |β| cos θ x(n + 1) − |β|² x(n), whatever they are.
    func constants(_ n: Int) -> (Double, Double) {
      let determinant = x[n + 1] * x[n + 1] - x[n] * x[n + 2]
      return (
        (x[n + 1] * x[n + 2] - x[n] * x[n + 3]) / determinant, (x[n + 1] * x[n + 3] - x[n + 2] * x[n + 2]) / determinant
      )
    }
    let (first, last) = (constants(0), constants(10))
    #expect(abs(first.0 - last.0) < 1e-9 && abs(first.1 - last.1) < 1e-9)
    #expect(-first.1 > 0.9 && -first.1 < 0.96)
    #expect(CourseDecoder.trajectory.decode(record, group: 2, seed: 3).count == 20)
  }

  @Test func timingDistanceIsThatOfTheCourses() {
    var one = DecoderRecord(steps: 30, neurons: 1, dt: 1, values: .init(repeating: 0, count: 30))
    one.values[3] = 1
    #expect(TimingDistance(one, target: one).distance == 0)
    let silent = DecoderRecord(steps: 30, neurons: 1, dt: 1, values: .init(repeating: 0, count: 30))
    let found = TimingDistance(one, target: silent)
    let expected = (0...10).reduce(0.0) { $0 + pow(exp(-pow(6 * Double($1) / 10 - 2, 2)), 2) } / 30
    #expect(abs(found.distance - expected) < 1e-15)
    #expect(abs(found.rate - 1.0 / 30) < 1e-15 && found.targetRate == 0)
  }

  @Test func rewardsFollowTheirRules() {
    var record = Self.record
    record.values[11] = 0
    #expect(RewardRule.global.value(record, target: 0) == [1])
    #expect(RewardRule.global.value(record, target: 2) == [-1])
    #expect(RewardRule.dopamine.value(record, target: 0) == [1, 0, 0])
    #expect(RewardRule.exclusiveOr.value(record, target: 0) == [-1])
    #expect(RewardRule.environment.value(record, target: 0.3) == [0.3])
    let classes = RewardRule.classify.value(record, target: 0)
    #expect(classes[0] > 0 && classes[1] < 0 && abs(classes.reduce(0, +)) < 1e-12)
  }

  @Test func actionsAreDrawnAsOften() {
    var stream = RandomStream(seed: 1, name: "actions")
    var counts = [0, 0, 0]
    for _ in 0..<3000 { counts[ActionRule.populationRate.choose(Self.record, actions: 3, stream: &stream)] += 1 }
    #expect(counts[1] == 0 && abs(counts[0] - 1500) < 120)
    #expect(ActionRule.firstSpike.choose(Self.record, actions: 3, stream: &stream) == 0)
    let ties = Set((0..<100).map { _ in ActionRule.mostSpikes.choose(Self.record, actions: 3, stream: &stream) })
    #expect(ties == [0, 2])
    let late = (0..<1000).count { _ in
      ActionRule.highestVoltage.choose(Self.record, actions: 3, trials: 5000, stream: &stream) == 2
    }
    #expect(late > 930)
  }
}
