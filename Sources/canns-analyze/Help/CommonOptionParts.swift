import Schema
import Stages

extension CommonOptions {
  /// What common options are about. A command takes all of them and shows those that do something for it.
  enum Part: String, CaseIterable {
    case reading = "how the recording is read"
    case figures = "figures"
    case results = "the result"
    case chance = "random numbers"
    case work = "time and memory"
    case output = "input and output"
  }

  /// The part that an option belongs to.
  static func part(of name: String) -> Part {
    switch name {
    case "figure-format", "plot-config", "figures": .figures
    case "archive", "force": .results
    case "seed": .chance
    case "threads", "max-memory": .work
    case "output", "quiet", "verbose", "json": .output
    default: .reading
    }
  }
}

extension StageFamily {
  /// The common options that do something for one of the stages.
  var commonParts: Set<CommonOptions.Part> {
    var parts: Set<CommonOptions.Part> = [.results, .work, .output]
    if stages.contains(where: { $0.requirements.contains { [.recording, .file].contains($0) } }) { parts.insert(.reading) }
    if stages.contains(where: { !$0.figureKinds.isEmpty }) { parts.insert(.figures) }
    if stages.contains(where: \.description.usesSeed) { parts.insert(.chance) }
    return parts
  }
}
