import ModelAnalysis
import Schema
import Stages
import Testing

/// What makes no sense is refused before any work, with what was found, where, and the nearest name.
@Suite struct BadInputTests {
  private static func message(_ yaml: String, _ change: (inout SimulationParameters) -> Void = { _ in }) -> String {
    do {
      _ = try simulate(yaml, change)
      return "nothing was refused"
    } catch {
      return "\(error)"
    }
  }

  /// canns has no such model.
  @Test(arguments: ["fly-ring", "line-attractor", "sphere-attractor"]) func whatCannsHasNotIsNoneOfItsNumbers(_ model: String) {
    let found = Self.message("model: \(model)") { $0.compatibility = .canns }
    #expect(found.contains("canns has no \(model)"), "\(found)")
  }

  static let files: [(yaml: String, parts: [String])] = [
    ("modle: cann1d", ["'modle'", "did you mean 'model'"]),
    ("model: can1d", ["'can1d'", "did you mean 'cann1d'"]),
    ("model: cann1d\nparameters: {numm: 8}", ["'numm'", "did you mean 'num'"]),
    ("model: cann1d\nparameters: {num: many}", ["'num' takes a whole number", "'many'"]),
    ("model: cann1d\nparameters: {num: 1}", ["number of neurons", "is 1", "3 or more"]),
    ("model: cann1d\nparameters: {a: -0.5}", ["width", "-0.5", "positive"]),
    ("model: cann1d\nparameters: {a: 4}", ["width", "is 4", "half of the ring"]),
    ("model: cann1d\ndt: 5", ["a step of 5", "stable up to 2"]),
    ("model: cann1d\ndt: -1", ["'-1'", "positive"]),
    ("model: cann1d\ndt: soon", ["'soon'"]),
    ("model: cann1d\ngrid: square", ["ring or doubled-end", "'square'"]),
    ("model: cann1d\nintegrator: eular", ["'eular'", "did you mean 'euler'"]),
    ("model: cann1d\nmonitors: [{name: centre}]", ["'centre'", "did you mean 'center'"]),
    ("model: cann1d\nmonitors: [{name: u, evry: 2}]", ["'evry'", "did you mean 'every'"]),
    ("model: cann1d\nmonitors: [{name: u}, {name: u}]", ["'u' is asked for twice"]),
    ("model: cann1d\nmonitors: [{name: u, every: 100000}]", ["every 100000 steps", "only 400"]),
    ("model: cann1d\ntask: {kind: smooth-traking}", ["'smooth-traking'", "did you mean 'smooth-tracking'"]),
    ("model: cann1d\ntask: {kind: open-loop}", ["cann1d does not take the task open-loop"]),
    ("model: cann1d\ntask: {kind: smooth-tracking, positions: [[1, 2], [3, 4]], durations: [5]}", ["1 number", "2 came"]),
    ("model: cann2d\ntask: {kind: smooth-tracking, positions: [1, 2], durations: [5]}", ["2 numbers", "1 came"]),
    ("model: cann1d\ntask: {kind: smooth-tracking, positions: [1, 2], durations: [5, 5]}", ["list of durations", "2 values"]),
    ("model: cann1d\ntask: {kind: smooth-tracking, positions: [1, nan], durations: [5]}", ["finite numbers"]),
    ("model: cann1d\ntask: {kind: population-coding, position: 1}", ["needs 'duration'"]),
    ("model: cann1d\ntask: {kind: population-coding, position: 1, duration: -5}", ["duration", "-5"]),
    ("model: cann1d\ntask: {kind: head-direction, duration: 10, spikes: {cells: 0}}", ["'cells' is 0"]),
    ("model: cann1d\ntask: {kind: head-direction, duration: 10, spikes: {cells: 4000}}", ["4000 cells", "512 neurons"]),
    ("model: cann1d\ntask: {kind: head-direction, duration: 10, spikes: {peak_rate: 0}}", ["'peak_rate' is 0"]),
    ("model: cann2d\ntask: {kind: open-loop, duration: 10, start: [5, 5]}", ["start at (5, 5)", "outside"]),
    ("model: cann2d\ntask: {kind: open-loop, duration: 10, spacing: 0}", ["'spacing' is 0"]),
    ("model: cann1d\nseed: -1", ["'seed' is -1"]),
    ("model: cann1d\nmodel: cann2d", ["keys to be unique", "'model'"]),
    ("- 1\n- 2", ["needs keys with values"]),
    ("model: [cann1d", ["is not YAML"]),
  ]

  @Test(arguments: files) func aFileIsRefusedWithWhatIsWrongInIt(yaml: String, parts: [String]) {
    let message = Self.message(yaml)
    for part in parts { #expect(message.contains(part), "\(yaml): \(message)") }
  }

  @Test func optionsAreRefusedAsOptions() {
    func refused(_ change: (inout SimulationParameters) -> Void) -> String { Self.message("model: cann1d", change) }
    #expect(refused { $0.set = ["k"] }.hasPrefix("--set: 'k' is not of the form NAME=VALUE"))
    #expect(refused { $0.set = ["kk=1"] }.hasPrefix("--set: cann1d has no parameter 'kk'; did you mean 'k'?"))
    #expect(refused { $0.set = ["num=1"] }.hasPrefix("--set: the number of neurons"))
    #expect(refused { $0.dt = "3" }.hasPrefix("--dt: a step of 3 is too long"))
    #expect(refused { $0.duration = "0" }.hasPrefix("--duration: '0' is no positive time"))
    #expect(refused { $0.model = "cann2d" }.hasPrefix("--model: the file names the model"))
  }

  @Test func whatWouldNotFitInMemoryIsRefusedBeforeItIsRun() {
    #expect(throws: StageError.self) {
      try simulate(
        "model: cann1d\ntask: {kind: template-matching, position: 0, duration: 1000000}\nmonitors: [{name: u}]",
        memory: 1_000_000_000)
    }
  }

  @Test func timesHaveUnits() throws {
    let clock = SimulationClock(secondsPerUnit: 0.01)
    for (text, time) in [("5", 5), ("5 ms", 0.5), ("0.3s", 30), ("2 min", 12000), ("1e-1", 0.1)] {
      let found = try #require(clock.time(text))
      #expect(abs(found - time) < 1e-9 * time)
    }
    for text in ["", "ms", "5 hours", "five", "nan", "inf s"] { #expect(clock.time(text) == nil, "\(text)") }
  }

  /// What decided, told before anything is made: neither the network nor its path.
  @Test func whatCannotFitIsRefusedBeforeAnythingIsMade() {
    func refused(_ yaml: String, memory: Int? = 8_000_000_000) -> String {
      do {
        _ = try simulate(yaml, memory: memory)
        return "nothing was refused"
      } catch {
        return "\(error)"
      }
    }
    let ring = refused("model: cann1d\nparameters: {num: 100000000}")
    #expect(ring.contains("cann1d with 100000000 neurons (num)"), "\(ring)")
    let torus = refused("model: cann2d\nparameters: {length: 10000}")
    #expect(torus.contains("100000000 neurons (length)"), "\(torus)")
    let sphere = refused("model: sphere-attractor\nparameters: {num: 60000}")
    #expect(sphere.contains("3600000000 weights of sphere-attractor (num)"), "\(sphere)")
    // An integer that does not hold the square of the side.
    #expect(refused("model: cann2d\nparameters: {length: 5000000000}").contains("(length)"))
    let path = refused("model: cann2d\nduration: 1e10\ntask: {kind: open-loop}")
    #expect(path.contains("100000000000 steps"), "\(path)")
    let long = refused("model: cann1d\nparameters: {num: 512}\nduration: 1e12", memory: nil)
    #expect(long.contains("10000000000000 steps of 512 neurons take at least 119 days"), "\(long)")
    #expect(refused("model: fly-ring\nduration: 1e13", memory: nil).contains("days of one core"))
  }

  @Test func whatFitsIsNotRefused() throws {
    #expect(try simulate("model: cann1d\nduration: 1", memory: 8_000_000_000)["u"] != nil)
  }
}
