import SpikingNetworks
import Testing

/// What is wrong is refused before anything runs, with where it stands and what to change.
struct BadNetworkTests {
  private static func error(_ change: (inout NetworkDescription) -> Void) -> String {
    var network = NetworkTests.twoPopulations(seed: 0)
    change(&network)
    do {
      _ = try SpikingNetwork(network)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func namesThatAreNotThereOfferTheNearest() {
    #expect(Self.error { $0.projections[0].to = "lif" }.contains("there is no population 'lif'. Did you mean 'lif0'?"))
    #expect(Self.error { $0.populations[0].model = "explif2" }.contains("exp-lif"))
    #expect(Self.error { $0.populations[0].parameters["V_thr"] = .constant(1) }.contains("Did you mean 'V_th'?"))
    #expect(Self.error { $0.populations[0].initial["u"] = .constant(1) }.contains("variable 'u'"))
    #expect(Self.error { $0.monitors[0].variables = ["vv"] }.contains("Did you mean 'v'?"))
    #expect(Self.error { $0.monitors[0].population = "lif9" }.contains("population 'lif9'"))
  }

  @Test func timesAndSizesOutOfRangeAreRefused() {
    #expect(Self.error { $0.dt = 0 }.contains("positive step"))
    #expect(Self.error { $0.duration = 5.05 }.contains("no whole number of steps"))
    #expect(Self.error { $0.duration = 0 }.contains("duration"))
    #expect(Self.error { $0.populations[0].size = 0 }.contains("a size of 0"))
    #expect(Self.error { $0.populations[1].name = "lif0" }.contains("two of this name"))
    #expect(Self.error { $0.populations[1].name = "a.b" }.contains("no dot"))
    #expect(Self.error { $0.monitors[0].every = 0 }.contains("'every' is 0"))
    #expect(Self.error { $0.monitors[0].neurons = 90..<101 }.contains("90 to 100"))
    #expect(Self.error { $0.populations = [] }.contains("at least one population"))
  }

  @Test func parametersOutOfRangeAreRefused() {
    #expect(Self.error { $0.populations[0].parameters["tau"] = .constant(0) }.contains("is above 0"))
    #expect(Self.error { $0.populations[0].parameters["tau"] = .constant(.nan) }.contains("NaN"))
    #expect(Self.error { $0.populations[0].parameters["tau"] = .uniform(-5, 5) }.contains("is above 0"))
    #expect(Self.error { $0.populations[0].parameters["tau"] = .values([1, 2, 3]) }.contains("100 are needed"))
    #expect(Self.error { $0.populations[0].parameters["V_reset"] = .constant(-40) }.contains("Lower the reset"))
    #expect(Self.error { $0.populations[2].parameters["rate"] = .constant(-1) }.contains("0 or more"))
    #expect(
      Self.error { $0.populations[0].parameters["tau"] = .clipped(.normal(mean: 0, standardDeviation: 1), 90...91) }
        .contains("Widen the range"))
  }

  @Test func whatTakesNoInputCannotBeATarget() {
    #expect(
      Self.error { $0.projections[0] = ProjectionDescription(from: "lif0", to: "poisson", .oneToOne) }.contains("no input"))
  }

  @Test func aStepThatMakesTheAxonDivergeIsRefused() {
    func refusal(_ dt: Double, _ parameters: [String: Distribution] = [:], _ profile: Profile = .reference) -> String {
      do {
        _ = try driven("hh", dt: dt, duration: 10 * dt, parameters: parameters, profile: profile)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(refusal(0.1).contains("substeps: 2"))
    #expect(refusal(0.1, [:], .spaic).contains("0.05 ms"))
    #expect(refusal(0.05) == "")
    #expect(refusal(0.1, ["substeps": .constant(2)]) == "")
  }

  /// With a step of tau the first state would be forgotten before it has put out a rate.
  @Test func aStateThatGrowsWithoutBoundIsTold() {
    do {
      let network = NetworkDescription(
        dt: 0.5, duration: 3000,
        populations: [
          PopulationDescription(
            "r", model: "meanfield", size: 2, parameters: ["rho": .constant(3)], initial: ["U": .constant(1)])
        ], projections: [ProjectionDescription(from: "r", to: "r", .allToAll(allowsSelf: true))])
      _ = try SpikingNetwork(network).run()
      Issue.record("a growing state was not told")
    } catch {
      #expect("\(error)".contains("no finite number"))
    }
  }
}
