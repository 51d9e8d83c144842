import Schema

/// What can go wrong around a stage, told to the person at the terminal.
public enum StageError: Error, Equatable, CustomStringConvertible {
  /// The results folder lacks what an earlier command makes.
  case missingResult(stage: String, command: String, inputName: String?, folder: String, neededBy: String)
  /// The stage needs a recording file and was given a results folder.
  case recordingNeeded(stage: String, given: String)
  /// A results file is not what this program writes.
  case damagedResult(file: String, reason: String)
  /// The data cannot answer the question that the stage asks.
  case unusableData(stage: String, reason: String, remedy: String)
  /// The stage declines to compute something that would have no meaning; a chain goes on without it.
  case refused(stage: String, reason: String, remedy: String)
  case overMemoryBudget(what: String, needed: Int, budget: Int, remedy: String)
  case unknownStage(name: String, nearest: String?, known: [String])
  /// The same option belongs to several stages of a pipeline.
  case ambiguousOption(name: String, stages: [String])
  case badPipeline(file: String, reason: String)
  /// A file of settings that cannot be read.
  case badSettings(file: String, reason: String)
  case cannotWrite(path: String, reason: String)

  public var description: String {
    switch self {
    case .missingResult(let stage, let command, let inputName, let folder, let neededBy):
      let input = inputName.map { "\($0) -o \(shellQuoted(folder))" } ?? shellQuoted(folder)
      return "\(neededBy) needs the result of '\(stage)', and \(folder) does not hold it. "
        + "Make it with: canns-analyze \(command) \(input)"
    case .recordingNeeded(let stage, let given):
      return "\(stage) reads a file, and \(given) is a results folder. Give the file and -o \(given)."
    case .damagedResult(let file, let reason):
      return "\(file) is not a whole result: \(reason). Run the command that makes it again with --force."
    case .unusableData(let stage, let reason, let remedy), .refused(let stage, let reason, let remedy):
      return "\(stage): \(reason) \(remedy)"
    case .overMemoryBudget(let what, let needed, let budget, let remedy):
      return
        "\(what) would need about \(memoryText(needed)), more than the \(memoryText(budget)) that it may take "
        + "(--max-memory, or what the machine has). \(remedy)"
    case .unknownStage(let name, let nearest, let known):
      return "there is no stage '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ".")
        + " Stages: \(known.joined(separator: ", "))."
    case .ambiguousOption(let name, let stages):
      return "--\(name) belongs to several stages; write "
        + stages.map { "--\($0).\(name)" }.joined(separator: " or ") + "."
    case .badPipeline(let file, let reason): return "\(file) is not a pipeline: \(reason)"
    case .badSettings(let file, let reason): return "\(file): \(reason)"
    case .cannotWrite(let path, let reason): return "cannot write \(path): \(reason)"
    }
  }
}

extension StageError {
  /// The result of a stage, or of one of two, is missing.
  static func missingResult(
    of stage: StageDescription, or other: StageDescription? = nil, folder: String, neededBy consumer: String
  ) -> StageError {
    .missingResult(
      stage: ([stage] + (other.map { [$0] } ?? [])).map(\.stem).joined(separator: "' or '"), command: stage.command,
      inputName: stage.inputName, folder: folder, neededBy: consumer)
  }
}

/// Whole megabytes, rounded up, so that a need is never said smaller than it is.
private func memoryText(_ bytes: Int) -> String { "\((bytes + 999_999) / 1_000_000) MB" }
