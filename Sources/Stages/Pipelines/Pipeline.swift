import ArrayNumerics
import Schema
import Yams

/// A chain of stages with their parameters.
public struct Pipeline: Sendable, Equatable {
  /// One stage of the chain.
  public struct Step: Sendable, Equatable {
    /// The command that runs it.
    public var stage: String
    /// Its parameters, those that are not the default.
    public var settings: [ParameterSetting]
    /// The chain goes on when the data have nothing for this step: a map without a position, for example.
    public var isOptional: Bool
    /// Parameters that it shares with another step of the chain and leaves to it: for this one `--stage.name` is written.
    public var yields: [String]

    public init(
      _ stage: String, _ settings: KeyValuePairs<String, String> = [:], isOptional: Bool = false, yields: [String] = []
    ) {
      self.stage = stage
      self.isOptional = isOptional
      self.yields = yields
      self.settings = settings.map { ParameterSetting(name: $0.key, text: $0.value) }
    }
  }

  /// By which `--preset` finds it.
  public var name: String
  /// One sentence: for which recordings it is.
  public var purpose: String
  /// In the order in which they run.
  public var steps: [Step]

  public init(name: String, purpose: String, steps: [Step]) {
    self.name = name
    self.purpose = purpose
    self.steps = steps
  }
}

extension Pipeline {
  /// Reads a pipeline file:
  ///
  /// ```yaml
  /// name: my grid cells
  /// steps:
  ///   - stage: embed
  ///     sigma-ms: 100
  ///   - stage: tda
  ///     shuffles: 200
  ///   - stage: ratemaps
  ///     optional: true
  /// ```
  ///
  /// - Throws: `StageError.badPipeline`
  public init(yaml: String, file: String) throws {
    func bad(_ reason: String) -> StageError { .badPipeline(file: file, reason: reason) }
    guard !hasTooManyAliases(yaml: yaml) else {
      throw bad("it refers to its own anchors (*name) more than 32 times; write the values out.")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      throw bad("it is not YAML (\(error)).")
    }
    guard let mapping = root?.mapping, let steps = mapping["steps"]?.sequence, !steps.isEmpty else {
      throw bad("it needs a list 'steps', each with 'stage: NAME'.")
    }
    for key in mapping.keys where !["name", "purpose", "steps"].contains(key.string ?? "") {
      throw bad("the key '\(key.string ?? "?")' is unknown; known are name, purpose and steps.")
    }
    name = mapping["name"]?.string ?? file
    purpose = mapping["purpose"]?.string ?? ""
    self.steps = try steps.enumerated().map { index, node in
      guard let entries = node.mapping, let stage = entries["stage"]?.string else {
        throw bad("step \(index + 1) does not say 'stage: NAME'.")
      }
      var step = Step(stage)
      if let optional = entries["optional"] {
        guard let flag = optional.bool else {
          throw bad("step \(index + 1) (\(stage)): 'optional' is true or false.")
        }
        step.isOptional = flag
      }
      for (key, value) in entries where !["stage", "optional"].contains(key.string ?? "") {
        let texts = value.sequence.map { $0.compactMap(\.string) } ?? value.string.map { [$0] }
        guard let name = key.string, let texts, !texts.isEmpty else {
          throw bad("step \(index + 1) (\(stage)): '\(key.string ?? "?")' has no value.")
        }
        step.settings.append(ParameterSetting(name: name, text: texts.joined(separator: ",")))
      }
      return step
    }
  }

  /// The pipeline with options from the command line added to the steps they belong to.
  ///
  /// `name` belongs to the only step that has such a parameter, `stage.name` to that stage; `compat` and what chooses cells
  /// and time goes to every step that has it.
  /// Of a command with several stages behind it, the parameters of all count, but where steps share a name, those of
  /// the stage that the step asks for.
  ///
  /// - Throws: `StageError.ambiguousOption`, `ParameterError.unknown`
  public func adding(_ options: [ParameterSetting], registry: StageRegistry) throws -> Pipeline {
    var pipeline = self
    let names = try steps.map { try Set(registry.command(named: $0.stage).options.map(\.name)) }
    let chosen = try steps.map { step in
      let family = try registry.command(named: step.stage)
      return family.asked(by: step.settings + options) ?? family.standard
    }
    let shared = Set(["compat"] + registry.stages.flatMap(\.description.partParameters))
    for option in options {
      let parts = option.name.split(separator: ".", maxSplits: 1).map(String.init)
      let parameter = parts.last ?? option.name
      var owners = steps.indices.filter {
        names[$0].contains(parameter) && (parts.count == 1 || steps[$0].stage == parts[0])
      }
      if owners.isEmpty {
        throw ParameterError.unknown(
          name: option.name, nearest: nearestName(to: parameter, in: names.flatMap { $0.sorted() }))
      }
      if owners.count > 1 && !shared.contains(parameter) {
        let asked = owners.filter { owner in
          chosen[owner].parameters.contains { $0.name == parameter } && !steps[owner].yields.contains(parameter)
        }
        if !asked.isEmpty { owners = asked }
      }
      if owners.count > 1 && !shared.contains(parameter) {
        throw StageError.ambiguousOption(name: parameter, stages: owners.map { steps[$0].stage })
      }
      for owner in owners {
        pipeline.steps[owner].settings.removeAll { $0.name == parameter }
        pipeline.steps[owner].settings.append(ParameterSetting(name: parameter, text: option.text))
      }
    }
    return pipeline
  }
}
