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
    // Intensities as they stand, or over their range as SPAIC's program.
    let low = [0.2, 0.25, 0.3]
    let plain = try Encoder.latency.encode(low, neurons: 3, steps: 101, dt: 0.1)
    #expect((0..<3).map { Self.steps(plain, $0) } == [[80], [75], [70]])
    let rescaled = try Encoder.latency.encode([200, 250, 300], neurons: 3, steps: 101, dt: 0.1, rescales: true)
    #expect((0..<3).map { Self.steps(rescaled, $0) } == [[100], [50], [0]])
    let relative = try Encoder.relativeLatency.encode([0, 1 / 3.0, 1], neurons: 3, steps: 101, dt: 0.1, scale: 3)
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
    let poisson = try Encoder.poisson.encode([0.25, 1], neurons: 2, steps: 20_000, dt: 0.1, scale: 2)
    for (neuron, p) in [0.05, 0.2].enumerated() {
      #expect(abs(Double(Self.steps(poisson, neuron).count) - 20_000 * p) < 4 * (20_000 * p).squareRoot())
    }
    let coin = try Encoder.bernoulli.encode([0.25, 1], neurons: 2, steps: 20_000, dt: 0.1)
    #expect(Self.steps(coin, 1).count == 20_000)
    #expect(abs(Double(Self.steps(coin, 0).count) - 5000) < 4 * 5000.0.squareRoot())
    // SPAIC's program divides by the largest, and only when that is above 1.
    #expect(try Encoder.bernoulli.encode([1, 4], neurons: 2, steps: 20_000, dt: 0.1, rescales: true) == coin)
    #expect(try Encoder.bernoulli.encode([0.25, 1], neurons: 2, steps: 20_000, dt: 0.1, rescales: true) == coin)
  }

  @Test func regularTrainsHaveTheirPeriod() throws {
    // As they stand p = ceil(T (0.05 + 1 − s)/1.05): 524 and 48, and 0 is silent.
    let plain = try Encoder.uniform.encode([0.5, 1, 0], neurons: 3, steps: 1000, dt: 0.1)
    #expect(Self.steps(plain, 0) == [523] && Self.steps(plain, 1) == (1...20).map { 48 * $0 - 1 })
    #expect(Self.steps(plain, 2).isEmpty)
    let encoded = try Encoder.uniform.encode([0.5, 1], neurons: 2, steps: 1000, dt: 0.1, rescales: true)
    // p = ceil(time · bias/((bias + max − min) dt)) for the largest.
    let steps: Double = 100 * 0.05 / (0.55 * 0.1)
    let period = Int(steps.rounded(.up))
    #expect(Self.steps(encoded, 1).first == period - 1)
    #expect(Self.steps(encoded, 1).count == 1000 / period)
  }

  @Test func numbersOutOfRangeAreRefused() {
    func refusal(_ encoder: Encoder, _ source: [Double], scale: Double = 1, rescales: Bool = false) -> String {
      do {
        _ = try encoder.encode(source, neurons: 2, steps: 100, dt: 0.1, scale: scale, rescales: rescales)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(refusal(.singleSpike, [0, 10]).contains("below 10.0 ms"))
    #expect(refusal(.singleSpike, [-1, 0]).contains("-1"))
    for encoder in Encoder.allCases where encoder.takesIntensities {
      for (source, words) in [([0.5, 2], "number 2 is 2.0"), ([-1, 0.5], "number 1 is -1.0"), ([1, 1.0000001], "number 2")] {
        let said = refusal(encoder, source)
        #expect(said.contains(words) && said.contains("0 to 1") && said.contains("profile: spaic"), "\(said)")
      }
      #expect(refusal(encoder, [0, 1]) == "")
    }
    #expect(refusal(.poisson, [-0.1, 0], rescales: true).contains("0 or more"))
    #expect(refusal(.bernoulli, [-0.1, 0], rescales: true).contains("0 or more"))
    #expect(refusal(.poisson, [0.5, 1], scale: 11).contains("probability of 1.1"))
    #expect(refusal(.poisson, [0.5, 2], scale: 11, rescales: true) == "")
    #expect(refusal(.bernoulli, [0.5, 1], scale: 1.5).contains("'scale'"))
    #expect(refusal(.latency, [0.5, 1], scale: 1.5).contains("after its end"))
    #expect(refusal(.relativeLatency, [-3, 1], rescales: true).contains("of 100"))
    #expect(refusal(.constantCurrent, [-3, 100]) == "")
    #expect(refusal(.constantCurrent, [1, 1], scale: .infinity).contains("'scale'"))
    #expect(refusal(.uniform, [0, 1], scale: 1e300) == "")
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

  /// What a file can ask for: the profile, a parameter, and what is refused before the run.
  @Test func aSourceSaysWhoseRangeIsMeant() throws {
    func steps(
      _ model: String, _ source: [Double], _ more: [String: Distribution] = [:], _ profile: Profile = .reference
    ) throws -> [Int32] {
      let parameters: [String: Distribution] = ["source": .values(source), "time": .constant(10)]
      let population = PopulationDescription(
        "p", model: model, size: source.count, parameters: parameters.merging(more) { $1 }, profile: profile)
      return try SpikingNetwork(NetworkDescription(dt: 0.1, duration: 10, populations: [population])).run().spikes[0].steps
    }
    let wide = [0, 100, 200.0]
    #expect(try steps("latency-encoder", wide, [:], .spaic) == [0, 49, 99])
    #expect(try steps("latency-encoder", wide, ["rescale": .constant(1)]) == [0, 49, 99])
    #expect(try steps("latency-encoder", [0.5], [:]) == [49] && steps("latency-encoder", [0.5], [:], .spaic) == [99])
    #expect(try steps("poisson-encoder", [20], [:], .spaic).count == 100)
    func refusal(_ model: String, _ source: [Double], _ more: [String: Distribution] = [:]) -> String {
      do { return "\(try steps(model, source, more))" } catch { return "\(error)" }
    }
    #expect(refusal("latency-encoder", wide).contains("population p, encoder latency: number 2 is 100.0"))
    #expect(refusal("latency-encoder", [0, 1], ["rescale": .constant(0.5)]).contains("Give 0 or 1"))
    #expect(refusal("latency-encoder", [0, 1], ["scale": .values([1, 0.5])]).contains("encoded together"))
    #expect(refusal("latency-encoder", [0, 1], ["time": .constant(0)]).contains("less than a step"))
    // Without 'time' all of the run is encoded.
    let all = PopulationDescription("p", model: "latency-encoder", size: 1, parameters: ["source": .values([0.5])])
    #expect(try SpikingNetwork(NetworkDescription(dt: 0.1, duration: 20, populations: [all])).run().spikes[0].steps == [99])
    // What SPAIC's encoders take besides.
    #expect(try steps("latency-encoder", [0.05, 1, 0.06], ["cut_off": .constant(1)]) == [0, 93])
    let window: [String: Distribution] = ["scale": .constant(10), "start": .constant(2), "stop": .constant(3)]
    #expect(try steps("poisson-encoder", [1], window) == Array(20..<30))
    #expect(refusal("poisson-encoder", [1], ["start": .constant(3), "stop": .constant(3)]).contains("nothing lies between"))
    // p = ceil(m (bias + 1 - s)/(bias + 1)) = ceil(20 · 0.6/1.1) = 11.
    let regular: [String: Distribution] = ["bias": .constant(0.1), "max_time": .constant(2)]
    #expect(try steps("uniform-encoder", [0.5], regular) == Array(stride(from: 10, to: 100, by: 11)))
    // A parameter that would do nothing is not there.
    #expect(refusal("float-encoder", [0, 1], ["scale": .constant(2)]).contains("no parameter 'scale'"))
    #expect(refusal("relative-latency-encoder", [0, 1], ["rescale": .constant(1)]).contains("no parameter 'rescale'"))
  }

  /// Of SPAIC's two lists, the class of the encoder and a cosine that only its documentation has.
  @Test func namesOfSpaicLeadToTheirOwn() throws {
    #expect(try NeuronCatalogue.standard.model("Constant_Current").name == "constant-current-encoder")
    #expect(try NeuronCatalogue.standard.model("CC_Generator").name == "dc-generator")
    #expect(try NeuronCatalogue.standard.model("cosine_generator").name == "sin-generator")
    let network = NetworkDescription(
      dt: 0.1, duration: 10,
      populations: [
        PopulationDescription(
          "wave", model: "cosine_generator", size: 1,
          parameters: ["amplitude": .constant(2), "period": .constant(5), "phase": .constant(.pi / 2)]),
        PopulationDescription("cell", model: "null", size: 1),
      ], projections: [ProjectionDescription(from: "wave", to: "cell", .oneToOne)],
      monitors: [MonitorDescription("cell", ["O"])])
    let values = try SpikingNetwork(network).run().trace("O")
    #expect(values.count == 100)
    for (step, value) in values.enumerated() {
      #expect(abs(value - 2 * cos(2 * Double.pi * Double(step) * 0.1 / 5)) < 1e-12)
    }
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
    let early2 = Decoder.timeSoftmax.decode(record)
    #expect(early2[0] > early2[2] && early2[2] > early2[1])
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
