import AttractorModels
import Foundation
import PopulationActivity
import Schema

/// A simulation of one model with everything decided that does not need the model: the file, and what was said besides.
struct SimulationPlan: Sendable {
  let file: SimulationFile
  let entry: ModelEntry
  /// Of the model, the later ones of a name count.
  let settings: [ParameterSetting]
  let setting: ModelSetting
  let clock: SimulationClock
  /// As they were given besides the file; `nil` for those that were not.
  let given: SimulationParameters
  var seed: UInt64
  let folder: URL
  /// Whether there is a file.
  let isFromFile: Bool

  /// - Parameters:
  ///   - folder: where files that the task names are looked for.
  /// - Throws: `SimulationError`
  init(
    _ file: SimulationFile, given: SimulationParameters, isFromFile: Bool, seed: UInt64, folder: URL,
    catalogue: ModelCatalogue = .standard
  ) throws {
    self.file = file
    self.given = given
    self.seed = seed
    self.folder = folder
    self.isFromFile = isFromFile
    do {
      entry = try catalogue.entry(named: file.model)
    } catch {
      throw SimulationError(place: isFromFile ? file.place : "--model", reason: error.description)
    }
    if given.compatibility == .canns, !entry.isOfCanns {
      throw SimulationError(
        place: "--compat", reason: "canns has no \(entry.name) whose numbers could be repeated; leave it out.")
    }
    clock = SimulationClock(secondsPerUnit: file.secondsPerUnit ?? entry.time.seconds(given.compatibility))
    setting = ModelSetting(ends: file.ends, compatibility: given.compatibility)
    var settings = file.parameters
    for assignment in given.set {
      let parts = assignment.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
        throw SimulationError(place: "--set", reason: "'\(assignment)' is not of the form NAME=VALUE, as in k=0.5.")
      }
      settings.removeAll { $0.name == parts[0] }
      settings.append(ParameterSetting(name: parts[0], text: parts[1]))
    }
    self.settings = settings
  }

  /// The model, ready to run.
  ///
  /// - Throws: `SimulationError` for a parameter that it does not have or a value that makes no sense, and for a model that
  ///   another command runs.
  func model() throws -> any SimulatedModel {
    guard let model = try made() as? any SimulatedModel else {
      throw SimulationError(
        place: isFromFile ? file.place : "--model",
        reason: "\(entry.name) is run by another command: canns-analyze help \(entry.stage.command).")
    }
    return model
  }

  /// What the entry makes, whether 'simulate' runs it or another command.
  ///
  /// - Throws: `SimulationError` for a parameter that it does not have or a value that makes no sense.
  func made() throws -> any Sendable { try located { try entry.make(settings, in: setting) } }

  /// Errors of parameters and of the engine belong to the place where the parameters were said.
  func located<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as ParameterError {
      throw parameterError(error)
    } catch let error as AttractorModelsError {
      throw SimulationError(place: placeOfParameters, reason: error.reason)
    }
  }

  private var placeOfParameters: String { isFromFile && given.set.isEmpty ? "\(file.place), parameters" : "--set" }

  private func parameterError(_ error: ParameterError) -> SimulationError {
    let names = entry.parameters.map(\.name)
    func place(_ name: String) -> String {
      given.set.contains { $0.hasPrefix("\(name)=") } || !isFromFile ? "--set" : "\(file.place), parameters"
    }
    switch error {
    case .unknown(let name, let nearest):
      return SimulationError(
        place: place(name),
        reason: sentence {
          "\(entry.name) has no parameter '\(name)'"
          if let nearest { "; did you mean '\(nearest)'? It" } else { "; it" }
          " has \(names.joined(separator: ", "))."
        })
    case .unreadable(let name, let text, let expected, _):
      return SimulationError(place: place(name), reason: "'\(name)' takes \(expected), and '\(text)' is not that.")
    case .invalid(let name, let reason): return SimulationError(place: place(name), reason: "'\(name)': \(reason)")
    case .idle(let name, let condition):
      return SimulationError(place: place(name), reason: "'\(name)' does something only \(condition); leave it out.")
    }
  }

  // MARK: - Time

  /// A step, in the model's unit of time.
  func step(_ standard: Double) throws -> Double {
    if let text = given.dt { return try time(text, "--dt") }
    return try file.dt.map { try time($0, "\(file.place), dt") } ?? standard
  }

  /// Where an error of the step belongs.
  var placeOfStep: String { given.dt != nil || file.dt == nil ? "--dt" : "\(file.place), dt" }

  /// How long it all lasts, where that is said besides the task.
  func duration() throws -> Double? {
    if let text = given.duration { return try time(text, "--duration") }
    return try file.duration.map { try time($0, "\(file.place), duration") }
  }

  private func time(_ text: String, _ place: String) throws -> Double {
    guard let time = clock.time(text), time > 0 else {
      throw SimulationError(
        place: place, reason: "'\(text)' is no positive time such as 0.1 (in the model's unit), 5 ms or 0.3 s.")
    }
    return time
  }

  /// What the model does.
  func task(_ model: any SimulatedModel) throws -> TaskPlan {
    var task = model.standardTask(isSession: spikes != nil)
    if let section = file.task {
      task = try TaskPlan(section, clock: clock, allowed: entry.tasks, model: entry.name)
    }
    return try duration().map(task.lasting) ?? task
  }

  /// Where an error of the task belongs.
  var placeOfTask: String { file.task?.place ?? (given.duration == nil ? "--model" : "--duration") }

  // MARK: - What is kept

  /// The spikes that are asked for.
  var spikes: SpikeRequest? { file.spikes ?? (given.spikes ? SpikeRequest() : nil) }

  /// How a state is carried over a step.
  func integrator(_ standard: Integrator) throws -> Integrator {
    guard let name = file.integrator else { return standard }
    let known: KeyValuePairs<String, Integrator> = [
      "euler": .euler, "exponential-euler": .exponentialEuler, "rk4": .rungeKutta4, "adaptive": .adaptive(),
      "sequential-euler": .sequentialEuler,
    ]
    if let found = known.first(where: { $0.key == name }) { return found.value }
    let names = known.map(\.key)
    throw SimulationError(
      place: file.place,
      reason: sentence {
        "there is no integrator '\(name)'"
        if let nearest = nearestName(to: name, in: names) {
          "; did you mean '\(nearest)'? Integrators"
        } else {
          "; integrators"
        }
        " are \(names.joined(separator: ", "))."
      })
  }

  /// What is looked at, and how often.
  ///
  /// - Throws: `SimulationError` for what the model does not have.
  func looks(at probes: [Probe], steps: Int) throws -> [(probe: Probe, every: Int)] {
    guard let requests = file.monitors else {
      // All at one pace, the finest that keeps no more than so many bytes.
      let bytes = max(1, steps) * probes.reduce(0) { $0 + $1.bytes }
      let every = max(1, (bytes + Self.usualBytes - 1) / Self.usualBytes)
      return probes.map { ($0, every) }
    }
    let names = probes.map(\.information.name)
    return try requests.enumerated().map { index, request in
      guard let probe = probes.first(where: { $0.information.name == request.name }) else {
        throw SimulationError(
          place: "\(file.place), monitors",
          reason: sentence {
            "\(entry.name) has nothing called '\(request.name)' to look at"
            if let nearest = nearestName(to: request.name, in: names) { "; did you mean '\(nearest)'? It" } else { "; it" }
            " has \(names.joined(separator: ", "))."
          })
      }
      guard !requests[..<index].contains(where: { $0.name == request.name }) else {
        throw SimulationError(place: "\(file.place), monitors", reason: "'\(request.name)' is asked for twice.")
      }
      guard request.every <= max(1, steps) else {
        throw SimulationError(
          place: "\(file.place), monitors",
          reason: "'\(request.name)' is looked at every \(request.every) steps, and there are only \(steps).")
      }
      return (probe, request.every)
    }
  }

  /// What monitors keep where nobody says how much.
  static let usualBytes = 128_000_000
}
