import Schema
import Stages
import Testing
import Workbench

/// What the methods text of a result would be, were one parameter another.
struct ChangedMethods: Sendable {
  var parameter: String
  /// With the settings of the trial, and those under which the parameter counts.
  var before: String
  /// One for each other value that makes sense.
  var after: [String]

  /// Settings under which a parameter counts.
  private static let conditions: [String: (name: String, value: String)] = [
    "surrogate-window": ("surrogate", "local-shift"), "periods": ("metric", "flat-torus"), "compat-dt": ("compat", "canns"),
    "canns-bins": ("compat", "canns"), "canns-sigma": ("compat", "canns"), "adaptive-alpha": ("smoother", "adaptive"),
    "landmark-draws": ("selection", "uniform"), "coupling-shifts": ("coupling", "true"),
    "temperature": ("activation", "tanh"), "count": ("patterns", "random"), "neurons": ("patterns", "random"),
    "unlearning-strength": ("unlearning", "5"), "capacity-sizes": ("capacity-networks", "1"),
    "patience": ("stop-below", "0.01"),
    "correlation": ("correlated", "10"), "baseline-percentile": ("prepare", "dff"), "baseline-window-s": ("prepare", "dff"),
    "descent-steps": ("compat", "brainpy"), "swing": ("period", "100"),
    "place-width": ("place-side", "0.05"), "place-adaptation": ("place-side", "0.05"), "place-theta": ("place-side", "0.05"),
    "chains": ("method", "sampler"), "sweeps": ("method", "sampler"), "expected-bumps": ("method", "sampler"),
    "most-bumps": ("method", "sampler"), "separation-deg": ("method", "sampler"), "n-steps": ("compat", "canns"),
    "n-bump-max": ("compat", "canns"), "sigma-diff": ("compat", "canns"), "ampli-min": ("compat", "canns"),
    "heterogeneity": ("weight-noise", "0.02"),
    "window-ms": ("noise", "poisson"), "poisson-bins": ("noise", "poisson"), "target-weight": ("target", "speed"),
    "kappa-mean": ("compat", "canns"), "sig2": ("compat", "canns"), "penbump": ("compat", "canns"), "jc": ("compat", "canns"),
    "beta": ("compat", "canns"), "rise-s": ("decay-s", "0.5"), "resolution": ("method", "leiden"),
    "selection": ("landmark-draws", "1"), "sweep-seeds": ("sweep", "k=1:2"),
  ]

  init(
    _ name: String, settings: [ParameterSetting], _ stage: RegisteredStage, _ record: StageRecord, _ folder: ResultsFolder
  ) throws {
    var base = settings
    if let condition = Self.conditions[name] {
      base.removeAll { $0.name == condition.name }
      base.append(ParameterSetting(name: condition.name, text: condition.value))
    }
    // Bins of a given size do not go with the bins of another program.
    if name == "compat" || base.contains(where: { $0.name == "compat" }) { base.removeAll { $0.name == "bin-cm" } }
    let information = stage.parameters.first { $0.name == name }
    let used = base.last { $0.name == name }?.text ?? stage.defaults.first { $0.key == name }?.value.parameterText ?? ""
    let changed = Self.otherValues(of: information, than: used).map { value in
      base.filter { $0.name != name } + [ParameterSetting(name: name, text: value)]
    }
    let texts = try stage.methods([base] + changed, of: record, in: folder)
    parameter = name
    before = texts[0] ?? ""
    after = texts.dropFirst().compactMap { $0 }
  }

  private static func otherValues(of parameter: ParameterInformation?, than used: String) -> [String] {
    let expected = parameter?.expected ?? ""
    let choices = expected.hasPrefix("one of ") ? expected.dropFirst(7).split(separator: ",").map(String.init) : []
    var values = choices.map { $0.filter { $0 != " " } }
    if parameter?.isFlag ?? false { values = ["true", "false"] }
    if values.isEmpty {
      if let number = Double(used) {
        values = [number + 1, number * 2, number / 2].map { JSONValue.number($0).parameterText }
      }
      values += ["2", "3", "36", "0.5", "0:1", "1:2", "5,10", "some", "k=1:2"]
    }
    return values.filter { $0 != used }
  }
}

/// The methods text says what was done: another value of a parameter is another text.
@Suite struct MethodsTests {
  /// Parameters that do not belong in a methods text, and why.
  static let exceptions: [String: String] = [
    "shuffle-range": "a part of the draws has no verdict, and the parts together are all of them",
    "neighbor-search": "the text says what the search found, which the result knows",
    "max-failures": "says when to give up, and changes no result",
    "cocycles": "says what else is stored", "text": "says what else is written",
    "animation": "says what else is drawn",
    "model": "the result keeps the simulation with everything resolved, and the text says that",
    "jacobians": "says what else is stored", "frames": "says what else is drawn",
    "set": "as the model", "duration": "as the model", "dt": "as the model", "spikes": "as the model",
    "capacity-sizes": "is a list, of which no other value is made here",
    "second-pass": "counts only where a module has cells to spare",
    "draws": "counts only where the coordinates follow the world",
    "keep-invalid": "counts only with a file that calls some of its time invalid",
    "lfp": "says where the field potential stands",
    "channels": "says where the field potential stands; the text names the channel that was taken",
    "place-arena": "is a list of corners, of which no other value is made here",
    "track-graph": "is a list of edges, of which no other value is made here",
    "format": "says how the file is laid out",
    "tuning-from": "this result has the tuning of no other session",
    "motion-widening": "this result has the tuning of no other session",
    "from": "this result was fitted here",
    "other-channel": "this result has the bump of no other channel",
    "align-to": "this result was aligned to no other session",
    "alignment": "this result was aligned to no other session",
  ]

  @Test(arguments: ConformanceTests.keys) func anotherParameterIsAnotherText(key: String) throws {
    for change in try StageTrials.trial(key).changedMethods where Self.exceptions[change.parameter] == nil {
      #expect(!change.after.isEmpty, "no other value of --\(change.parameter) was found")
      for text in change.after { #expect(text != change.before, "--\(change.parameter): \(text)") }
    }
  }

  @Test func noExceptionIsIdle() {
    let names = Set(StageRegistry.workbench.stages.flatMap(\.parameters).map(\.name))
    for name in Self.exceptions.keys { #expect(names.contains(name), "\(name)") }
  }
}
