import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

struct GeneratorTests {
  private static func spikes(
    _ model: String, size: Int, duration: Double, dt: Double = 0.1, seed: UInt64 = 0, _ parameters: [String: Distribution]
  ) throws -> NetworkRecord.Spikes {
    try SpikingNetwork(
      NetworkDescription(
        dt: dt, duration: duration, seed: seed,
        populations: [PopulationDescription("source", model: model, size: size, parameters: parameters)])
    ).run().spikes[0]
  }

  @Test(arguments: [10.0, 200, 3000])
  func poissonCountsHaveMeanAndVarianceOfTheRate(rate: Double) throws {
    let spikes = try Self.spikes("poisson-generator", size: 2000, duration: 200, ["rate": .constant(rate)])
    let counts = spikes.trains.map { Double($0.count) }
    let expected = rate * 0.2
    let mean = counts.reduce(0, +) / 2000
    #expect(abs(mean - expected) < 4 * (expected / 2000).squareRoot())
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1999
    // The variance of the variance of a Poisson count: (μ + 2μ²)/n.
    #expect(abs(variance - expected) < 4 * ((expected + 2 * expected * expected) / 2000).squareRoot())
  }

  @Test(arguments: [100.0, 2000])
  func neighboursAreIndependent(rate: Double) throws {
    let spikes = try Self.spikes("poisson-generator", size: 400, duration: 1000, ["rate": .constant(rate)])
    let counts = spikes.trains.map { Double($0.count) - rate }
    let sum: Double = zip(counts, counts.dropFirst()).reduce(0) { sum, pair in sum + pair.0 * pair.1 }
    // Each product has the variance of the rate's square, of 399.
    let deviation: Double = rate / 399.0.squareRoot()
    #expect(abs(sum / 399) < 4 * deviation)
  }

  /// High rates are drawn for 64 neurons together: counts of one neuron in one step are Poisson (χ² of 0, 1, 2, more), counts
  /// of steps that follow each other are independent, and so is each step's total of a group.
  @Test(arguments: [500.0, 1500, 9000])
  func countsOfAStepArePoisson(rate: Double) throws {
    let (size, steps) = (130, 3000)
    let spikes = try Self.spikes("poisson-generator", size: size, duration: 300, seed: 5, ["rate": .constant(rate)])
    var counts = [Double](repeating: 0, count: size * steps)
    for (step, neuron) in zip(spikes.steps, spikes.neuron) { counts[Int(step) * size + Int(neuron)] += 1 }
    let (mean, cells) = (rate * 1e-4, Double(size * steps))
    let found = [0, 1, 2].map { count in Double(counts.filter { $0 == Double(count) }.count) }
    let expected = [1, mean, mean * mean / 2].map { $0 * exp(-mean) * cells }
    let (more, expectedMore) = (cells - found.reduce(0, +), cells - expected.reduce(0, +))
    let square = zip(found + [more], expected + [expectedMore]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / $1.1 }
    // 99.99 % of χ² with three degrees of freedom.
    #expect(square < 21.1)
    var product = 0.0
    for place in size..<size * steps { product += (counts[place] - mean) * (counts[place - size] - mean) }
    #expect(abs(product) < 4 * mean * cells.squareRoot())
    let totals = (0..<steps).map { step in (0..<64).reduce(0) { $0 + counts[step * size + $1] } }
    let average = totals.reduce(0, +) / Double(steps)
    let variance = totals.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(steps - 1)
    let all = 64 * mean
    #expect(abs(average - all) < 4 * (all / Double(steps)).squareRoot())
    #expect(abs(variance - all) < 4 * ((all + 2 * all * all) / Double(steps)).squareRoot())
  }

  @Test(arguments: [10.0, 100, 2000])
  func aNeuronsSpikesDoNotDependOnTheOthers(rate: Double) throws {
    let few = try Self.spikes("poisson-generator", size: 3, duration: 100, ["rate": .constant(rate)]).trains
    let many = try Self.spikes("poisson-generator", size: 300, duration: 100, ["rate": .constant(rate)]).trains
    #expect(Array(many.prefix(3)) == few)
    #expect(few.contains { !$0.isEmpty })
  }

  /// Groups of neurons that two threads share, and a run that goes on with another number of threads.
  @Test(arguments: [30.0, 3000])
  func threadsDecideNothing(rate: Double) throws {
    func network() throws -> SpikingNetwork {
      try SpikingNetwork(
        NetworkDescription(
          dt: 0.1, duration: 50, seed: 8,
          populations: [
            PopulationDescription("source", model: "poisson-generator", size: 333, parameters: ["rate": .constant(rate)])
          ]))
    }
    let one = try network().run().spikes[0]
    #expect(one.steps.count > 300)
    for threads in 2...3 {
      #expect(try network().run(steps: 500, work: Work(threads: threads), leastWork: 1).spikes[0] == one)
    }
    let cut = try network()
    let first = try cut.run(steps: 210, work: Work(threads: 3), leastWork: 1).spikes[0]
    let second = try cut.run(steps: 290, work: Work(threads: 1)).spikes[0]
    #expect(first.neuron + second.neuron == one.neuron)
  }

  @Test func windowsAreKept() throws {
    for model in ["poisson-generator", "bernoulli-generator"] {
      let parameters: [String: Distribution] =
        model == "poisson-generator" ? ["rate": .constant(20_000)] : ["prob": .constant(1)]
      let spikes = try Self.spikes(
        model, size: 5, duration: 10, parameters.merging(["start": .constant(2), "stop": .constant(3)]) { $1 })
      // Steps from 2 to 3 ms end at 2.1 … 3.0 ms.
      #expect(spikes.steps.allSatisfy { (20..<30).contains($0) })
      #expect(Set(spikes.steps).count == 10)
    }
  }

  @Test func coinsFallAsOften() throws {
    let spikes = try Self.spikes("bernoulli-generator", size: 100, duration: 100, ["prob": .constant(0.3)])
    let deviation: Double = (100_000 * 0.21).squareRoot()
    #expect(abs(Double(spikes.steps.count) - 30_000) < 4 * deviation)
  }

  @Test func listedSpikesStandAtTheirTimes() throws {
    let spikes = try Self.spikes(
      "spike-generator", size: 3, duration: 2, ["times": .values([0.1, 1.0, 1.04, 0.5]), "neurons": .values([0, 2, 1, 2])])
    #expect(spikes.steps == [0, 4, 9, 10])
    #expect(spikes.neuron == [0, 2, 2, 1])
    #expect(throws: SpikingNetworksError.self) {
      try Self.spikes("spike-generator", size: 3, duration: 2, ["times": .values([0.1]), "neurons": .values([3])])
    }
    #expect(throws: SpikingNetworksError.self) {
      try Self.spikes("spike-generator", size: 3, duration: 2, ["times": .values([0])])
    }
  }
}
