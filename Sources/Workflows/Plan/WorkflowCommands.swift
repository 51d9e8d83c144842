import Schema

/// The command lines of a workflow, typed in its folder.
extension WorkflowPlan {
  /// What every command is given, as it is typed.
  var commonText: String { common.map { shellQuoted("--\($0.name)=\($0.text)") }.joined(separator: " ") }

  /// The chain of a session, or some steps of it.
  ///
  /// - Parameters:
  ///   - steps: all, and the report, when nil.
  ///   - more: put behind.
  func run(_ session: SessionManifest.Session, steps: [String]? = nil, more: [String] = []) -> String {
    var words = ["canns-analyze", "run", session.writtenRecording ?? "", "-o", Self.results(of: session.name)]
    words += ["--pipeline", Self.chainFile]
    if let steps { words += ["--steps", steps.joined(separator: ",")] }
    return finished(words, session, more)
  }

  /// Some draws of a stage, into a folder of their own.
  func part(_ part: Range<Int>, of step: Step, _ session: SessionManifest.Session) -> String {
    let words = [
      "canns-analyze", "run", session.writtenRecording ?? "", "--from", Self.results(of: session.name), "-o",
      Self.place(of: part, of: session.name), "--pipeline", Self.chainFile, "--steps", step.command,
      "--\(step.rangeOption)", "\(part.lowerBound):\(part.upperBound)", "--no-figures",
    ]
    return finished(words, session, [])
  }

  /// Puts the parts together, where there are some: a session without what the stage needs has none.
  func merge(_ step: Step, _ session: SessionManifest.Session) -> String {
    let places = step.parts.map { Self.place(of: $0, of: session.name) }
    let words = ["canns-analyze", "merge", Self.results(of: session.name)] + places
    let command = (words.map(shellQuoted) + [commonText]).filter { !$0.isEmpty }.joined(separator: " ")
    return "if [ -e \(shellQuoted("\(places[0])/\(step.stem).json")) ]; then \(command); fi"
  }

  private func finished(_ words: [String], _ session: SessionManifest.Session, _ more: [String]) -> String {
    let own = session.options.map { "--\($0.name)=\($0.text)" }
    return ((words + own + more).map(shellQuoted) + [commonText]).filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The file of the chain.
  public static let chainFile = "chain.yaml"
  /// The table of sessions.
  public static let tableFile = "sessions.tsv"
  /// What `status` reads.
  public static let planFile = "workflow.json"
}
