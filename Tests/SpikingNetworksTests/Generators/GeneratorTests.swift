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

  @Test func neighboursAreIndependent() throws {
    let spikes = try Self.spikes("poisson-generator", size: 400, duration: 1000, ["rate": .constant(100)])
    let counts = spikes.trains.map { Double($0.count) - 100 }
    let sum: Double = zip(counts, counts.dropFirst()).reduce(0) { sum, pair in sum + pair.0 * pair.1 }
    // Each product has variance 100², of 399.
    let deviation: Double = 100 / 399.0.squareRoot()
    #expect(abs(sum / 399) < 4 * deviation)
  }

  @Test func aNeuronsSpikesDoNotDependOnTheOthers() throws {
    let few = try Self.spikes("poisson-generator", size: 3, duration: 100, ["rate": .constant(100)]).trains
    let many = try Self.spikes("poisson-generator", size: 300, duration: 100, ["rate": .constant(100)]).trains
    #expect(Array(many.prefix(3)) == few)
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
