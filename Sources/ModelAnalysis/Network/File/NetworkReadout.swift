import ArrayNumerics
import Schema
import SpikingNetworks

/// What is read out of a population after the run: a decoder, a reward or an action by its name in SPAIC.
struct NetworkReadout: Sendable, Equatable {
  enum Rule: Sendable, Equatable {
    case decoder(Decoder)
    case course(CourseDecoder)
    case timingDistance
    case reward(RewardRule)
    case action(ActionRule)
  }

  var place: String
  var name: String
  var rule: Rule
  var population: String
  /// A variable; spikes where `nil`.
  var variable: String?
  var group = 1
  var bias = 0.0
  var scale = 1.0
  /// ms.
  var start = 0.0
  var stop = Double.infinity
  /// Of a reward.
  var target: Double?
  var reward = 1.0
  var punish: Double?
  /// The population that `complex_timing_distance` compares with.
  var targetPopulation: String?
  /// `nil` for as many as there are neurons.
  var actions: Int?
  var trials = 0
  /// Whose numbers are meant where SPAIC's program does not do what its documentation says.
  var profile: Profile

  /// - Parameter profile: of the file.
  init(_ section: FileSection, profile: Profile) throws {
    place = section.place
    let kinds = ["decoder", "reward", "action"].filter(section.keys.contains)
    guard kinds.count == 1, let kind = kinds.first, let name = try section.text(kind),
      let population = try section.text("population")
    else {
      throw section.error(
        "a readout names a population and one decoder, reward or action, {population: out, decoder: spike_counts, group: 10}.")
    }
    let folded = name.lowercased().replacing("-", with: "_")
    (self.name, self.population) = (folded, population)
    var keys = ["population", kind, "start", "stop", "profile"]
    switch kind {
    case "decoder":
      if let decoder = Decoder(rawValue: folded) {
        rule = .decoder(decoder)
        if [.rate, .counts, .timeSoftmax].contains(decoder) { keys.append("group") }
        if [.rate, .counts].contains(decoder) { keys += ["bias", "scale"] }
      } else if let course = CourseDecoder(rawValue: folded == "null_decoder" ? "null" : folded) {
        rule = .course(course)
        if course == .trajectory { keys.append("group") }
      } else if folded == "complex_timing_distance" {
        rule = .timingDistance
        keys.append("target")
      } else {
        throw section.unknown("decoder", name, NetworkPart.decoders.map(\.name))
      }
      if kind == "decoder", rule != .timingDistance { keys.append("variable") }
    case "reward":
      guard let reward = RewardRule(rawValue: folded) else {
        throw section.unknown("reward", name, RewardRule.allCases.map(\.rawValue))
      }
      rule = .reward(reward)
      keys += ["target", "reward_value", "punish", "group"]
    default:
      guard let action = ActionRule(rawValue: folded) else {
        throw section.unknown("action", name, ActionRule.allCases.map(\.rawValue))
      }
      rule = .action(action)
      keys.append("actions")
      if action == .highestVoltage { keys += ["trials", "variable"] }
    }
    try section.require(known: keys)
    variable = try section.text("variable")
    group = try section.value("group") ?? 1
    bias = try section.value("bias") ?? 0
    scale = try section.value("scale") ?? 1
    start = try section.time("start", .milliseconds) ?? 0
    stop = try section.time("stop", .milliseconds) ?? .infinity
    if rule == .timingDistance { targetPopulation = try section.text("target") } else { target = try section.value("target") }
    reward = try section.value("reward_value") ?? 1
    punish = try section.value("punish")
    actions = try section.value("actions")
    trials = try section.value("trials") ?? 0
    self.profile = try section.word("profile", Profile.self) ?? profile
    guard group >= 1, actions.map({ $0 >= 1 }) ?? true else { throw section.error("'group' and 'actions' are 1 or more.") }
    guard trials >= 0 else { throw section.error("'trials' is \(trials), and counts the decisions so far: 0 or more.") }
    if case .reward = rule, target == nil { throw section.error("\(folded) needs a 'target', the number of the right group.") }
    if rule == .timingDistance, targetPopulation == nil {
      throw section.error("complex_timing_distance needs a 'target', the population to compare with.")
    }
    let needsVariable =
      rule == .decoder(.finalVoltage) || rule == .decoder(.voltageSum) || rule == .course(.voltage)
      || rule == .action(.highestVoltage)
    if needsVariable, variable == nil { throw section.error("\(folded) needs a 'variable', such as v.") }
  }

  /// - Throws: `SimulationError` for what is not looked at.
  func validate(_ network: NetworkDescription) throws {
    func error(_ reason: String) -> SimulationError { SimulationError(place: place, reason: reason) }
    let sizes = try [population, targetPopulation].compactMap(\.self).map { name in
      guard let found = network.populations.first(where: { $0.name == name }) else {
        throw error("there is no population '\(name)'; there are \(network.populations.map(\.name).joined(separator: ", ")).")
      }
      try validateMonitor(of: name, network)
      return found.size
    }
    if let other = sizes.dropFirst().first, other != sizes[0] {
      throw error(
        "\(population) has \(sizes[0]) neurons and \(targetPopulation ?? "") \(other), which cannot be compared one by one.")
    }
    for (name, size) in zip([population, targetPopulation].compactMap(\.self), sizes) {
      let actions = self.actions ?? size
      if group > size || actions > size {
        throw error("\(name) has \(size) neurons, fewer than a group, or than there are actions.")
      }
      if size % group != 0 {
        throw error("\(name) has \(size) neurons, of which groups of \(group) leave \(size % group) out.")
      }
      if rule.takesGroups, size % actions != 0 {
        throw error("\(name) has \(size) neurons, which are not the same number for each of \(actions) actions.")
      }
      if rule.isOfNeurons, size != actions {
        throw error("\(self.name) chooses one of the \(size) neurons of \(name), and there are \(actions) actions.")
      }
      if case .reward(let reward) = rule, let target, let last = reward.lastTarget(groups: size / group),
        target != target.rounded() || target < 0 || target > Double(last)
      {
        throw error("the target \(formatted(target)) is none of 0 to \(last).")
      }
      let steps = (min(stop, network.duration) - start) / network.dt
      guard steps >= 1 else { throw error("nothing lies between its start and its stop.") }
      guard steps * Double(size) <= 2e8 else {
        throw error("\(formatted(steps)) steps of \(size) neurons are too many to read out; give 'start' and 'stop'.")
      }
    }
  }

  /// - Throws: `SimulationError` where the population is not looked at in all of the window.
  private func validateMonitor(of name: String, _ network: NetworkDescription) throws {
    func error(_ reason: String) -> SimulationError { SimulationError(place: place, reason: reason) }
    let wanted = variable ?? "spike"
    if network.monitors.isEmpty, wanted == "spike" { return }
    guard let monitor = network.monitors.first(where: { $0.population == name && $0.variables.contains(wanted) }),
      wanted == "spike" || (monitor.every == 1 && monitor.neurons == nil)
    else {
      throw error("it needs a monitor of every step, {population: \(name), variables: [\(wanted)]}.")
    }
    guard monitor.start <= start, min(stop, network.duration) <= monitor.stop else {
      let seen = "\(formatted(monitor.start)) to \(formatted(min(monitor.stop, network.duration))) ms"
      let read = "\(formatted(start)) to \(formatted(min(stop, network.duration))) ms"
      throw error("the monitor of \(name) looks from \(seen), and it reads from \(read); give both the same window.")
    }
  }

  /// What is read out as arrays, `<population>.<name>`.
  func arrays(_ record: NetworkRecord, dt: Double, seed: UInt64) -> [NamedArray] {
    guard let values = self.record(record, population, dt) else { return [] }
    let key = "\(population).\(name)"
    func array(_ part: String, _ meaning: String, _ numbers: [Double], shape: [Int], axes: [FieldAxis]) -> NamedArray {
      NamedArray(key + part, axes: axes, "\(meaning) of \(population)", DataArray(numbers, shape: shape))
    }
    switch rule {
    case .decoder(let decoder):
      let numbers = decoder.decode(values, group: group, bias: bias, scale: scale, profile: profile)
      let read = array(
        "", "decoder \(name)", numbers, shape: [numbers.count], axes: [FieldAxis(stringLiteral: "\(key) group")])
      if decoder != .timeSoftmax { return [read] }
      return [
        read,
        array(
          ".rate_loss", "how far the mean number of spikes is from 3", [Decoder.rateLoss(values, group: group)], shape: [1],
          axes: [FieldAxis(stringLiteral: "\(key) part")]),
      ]
    case .course(let course):
      let numbers = course.decode(values, group: group, seed: seed)
      return [
        array(
          "", "decoder \(name)", numbers, shape: [values.steps, numbers.count / max(1, values.steps)],
          axes: [FieldAxis(stringLiteral: "\(key) step"), FieldAxis(stringLiteral: "\(key) group")])
      ]
    case .timingDistance:
      guard let other = targetPopulation.flatMap({ self.record(record, $0, dt) }), other.neurons == values.neurons else {
        return []
      }
      let found = TimingDistance(values, target: other)
      let course = [FieldAxis(stringLiteral: "\(key) step"), FieldAxis(stringLiteral: "\(key) neuron")]
      return [
        array(
          "", "distance of the smoothed spikes from those of \(targetPopulation ?? ""), and both rates a step",
          [found.distance, found.rate, found.targetRate], shape: [3], axes: [FieldAxis(stringLiteral: "\(key) part")]),
        array(".course", "smoothed spikes", found.course, shape: [values.steps, values.neurons], axes: course),
        array(
          ".target_course", "smoothed spikes of the population that is compared with those", found.targetCourse,
          shape: [values.steps, values.neurons], axes: course),
      ]
    case .reward(let reward):
      let numbers = reward.value(
        values, target: target ?? 0, group: group, reward: self.reward, punish: punish, profile: profile)
      return [array("", "reward \(name)", numbers, shape: [numbers.count], axes: [FieldAxis(stringLiteral: "\(key) part")])]
    case .action(let action):
      var stream = RandomStream(seed: seed, name: "\(key) action")
      let chosen = action.choose(
        values, actions: actions ?? values.neurons, trials: trials, profile: profile, stream: &stream)
      return [array("", "action \(name)", [Double(chosen)], shape: [1], axes: [FieldAxis(stringLiteral: "\(key) choice")])]
    }
  }

  /// Spikes or a variable of a population in the window.
  private func record(_ record: NetworkRecord, _ population: String, _ dt: Double) -> DecoderRecord? {
    let first = Int((start / dt - 1e-9).rounded(.up))
    if let variable {
      guard let trace = record.traces.first(where: { $0.population == population && $0.variable.name == variable }) else {
        return nil
      }
      let rows = trace.times.indices.filter { trace.times[$0] > start + 1e-9 * dt && trace.times[$0] <= stop + 1e-9 * dt }
      return DecoderRecord(
        steps: rows.count, neurons: trace.values.columns, dt: dt, values: rows.flatMap { Array(trace.values.row($0)) })
    }
    guard var spikes = record.spikes.first(where: { $0.population == population }) else { return nil }
    let last = Int(min(Double(record.steps), (stop / dt + 1e-9).rounded(.down)))
    let window = (first..<max(first, last)).clamped(to: spikes.window)
    let kept = spikes.steps.indices.filter { window.contains(Int(spikes.steps[$0])) }
    (spikes.steps, spikes.neuron, spikes.window) = (kept.map { spikes.steps[$0] }, kept.map { spikes.neuron[$0] }, window)
    return DecoderRecord(spikes)
  }
}

extension FileSection {
  fileprivate func unknown(_ what: String, _ name: String, _ known: [String]) -> SimulationError {
    error(
      sentence {
        "there is no \(what) '\(name)'"
        if let nearest = nearestName(to: name, in: known) { "; did you mean '\(nearest)'? Known" } else { "; known" }
        " are \(known.joined(separator: ", "))."
      })
  }
}

extension NetworkReadout.Rule {
  /// Whether it is an action that counts the spikes of groups of neurons.
  fileprivate var takesGroups: Bool {
    switch self {
    case .action(.populationRate), .action(.softmax), .action(.mostSpikes): true
    default: false
    }
  }

  /// Whether it is an action that is the number of a neuron.
  fileprivate var isOfNeurons: Bool { self == .action(.highestVoltage) || self == .action(.firstSpike) }
}

extension RewardRule {
  /// The largest target that means something; `nil` where any number does.
  fileprivate func lastTarget(groups: Int) -> Int? {
    switch self {
    case .global, .dopamine, .classify: groups - 1
    case .exclusiveOr: 1
    case .environment: nil
    }
  }
}
