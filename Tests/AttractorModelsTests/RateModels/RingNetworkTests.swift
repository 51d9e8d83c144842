import AttractorModels
import Foundation
import Testing

/// Reference values: canns 1.5.0 in single precision, which an implementation in double precision of its own meets to 8e-7.
struct RingNetworkTests {
  @Test func theNetworkOfCannsIsRepeated() throws {
    let network = try RingNetwork.compatible(neurons: 8, parameters: AttractorParameters(inhibition: 0.1))
    let stimulus = numbers("0.009321544 0.005370029 0.3306825 4.064807 9.97382 4.885136 0.4776227 0.009321544")
    #expect(relativeDifference(network.stimulus(at: 0.5), stimulus) < 5e-6)
    let input: (Clock) -> Stimulus<Double> = { $0.step < 10 ? .bump(at: 0.5) : .none }
    func after(_ steps: Int) throws -> [Double] {
      try Run(network, integrator: .euler, dt: 0.1, steps: steps)(input: input).state
    }
    let u10 = numbers("0.01430697 0.008296554 0.5579739 6.650069 19.44523 7.834675 0.7953174 0.01430697")
    let r10 = numbers("4.25277e-06 1.424505e-06 0.006402929 0.8994383 7.583808 1.253989 0.01306937 4.25277e-06")
    let u20 = numbers("0.01287641 0.007803999 0.5665302 7.29521 24.06233 8.272188 0.7720972 0.01287641")
    #expect(relativeDifference(try after(10), u10) < 5e-6)
    #expect(relativeDifference(network.rates(of: try after(9)), r10) < 5e-6)
    #expect(relativeDifference(try after(20), u20) < 5e-6)
  }

  @Test func theAdaptationOfCannsIsRepeated() throws {
    let parameters = AttractorParameters(
      inhibition: 0.1, width: 0.3, coupling: 1, stimulusAmplitude: 2,
      adaptation: Adaptation(timeConstant: 50, strength: 0.5))
    let network = try RingNetwork.compatible(neurons: 8, parameters: parameters)
    let end = try Run(network, integrator: .sequentialEuler, dt: 0.1, steps: 10) { _ in .bump(at: 0.5) }
    let u10 = "5.643133e-09 1.207924e-09 0.0001496232 0.1231066 2.35402 0.2017614 0.0004139861 5.643133e-09"
    let v10 = "3.357763e-11 7.227509e-12 8.04398e-07 0.0007246613 0.01129855 0.001200136 2.23092e-06 3.357763e-11"
    #expect(relativeDifference(Array(end.state[..<8]), numbers(u10)) < 5e-6)
    #expect(relativeDifference(Array(end.state[8...]), numbers(v10)) < 5e-6)
  }

  @Test func weightsAreThoseOfCanns() throws {
    let network = try RingNetwork.compatible(neurons: 512, parameters: .standard)
    #expect(abs(network.weight(at: 0) - 3.1915383) < 3e-7)
    #expect(abs(network.grid.density - 81.4873) < 5e-5)
  }

  /// Between 10 and 30 τ: a bump at 2.5 stays on the ring, and moves to 2.602 where the ends are doubled.
  @Test func aBumpStaysWhereItIsOnARing() throws {
    func center(_ network: RingNetwork) throws -> Double {
      let end = try Run(network, integrator: .euler, dt: 0.1, steps: 400) { $0.step < 100 ? .bump(at: 2.5) : .none }
      return RingDecoder(network.grid).bump(in: end.state).center
    }
    #expect(abs(try center(RingNetwork(grid: RingGrid(count: 512))) - 2.5) < 1e-12)
    let compatible = try center(.compatible(neurons: 512, parameters: .standard))
    #expect(abs(compatible - 2.602) < 0.002)
  }

  @Test func lostBumpsAreSeen() throws {
    let held = try RingNetwork(grid: RingGrid(count: 64))
    let lost = try RingNetwork(grid: RingGrid(count: 28))
    for (network, isLost) in [(held, false), (lost, true)] {
      let end = try Run(network, integrator: .euler, dt: 0.1, steps: 3000) { $0.step < 100 ? .bump(at: 1) : .none }
      #expect(RingDecoder(network.grid).bump(in: end.state).isLost == isLost)
      #expect(network.theory.holdsBump != isLost)
    }
  }

  @Test func wrongParametersAreRefused() throws {
    #expect(throws: AttractorModelsError.self) { try RingGrid(count: 1) }
    for parameters in [
      AttractorParameters(width: -1), AttractorParameters(width: 4), AttractorParameters(timeConstant: 0),
      AttractorParameters(inhibition: .nan), AttractorParameters(coupling: .infinity),
      AttractorParameters(adaptation: Adaptation(timeConstant: 0, strength: 1)),
    ] {
      #expect(throws: AttractorModelsError.self) { try RingNetwork(grid: RingGrid(count: 32), parameters: parameters) }
    }
  }
}
