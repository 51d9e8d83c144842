import Schema

/// What is kept of a run while it is under way, by the way in which its stage goes on after an interruption.
struct KeptProgress {
  private var checkpoint: CheckpointFile?
  private var continuation: ContinuationFile?

  init<S: Stage>(_ runner: StageRunner<S>, inputs: [FileRecord]) throws {
    let folder = runner.folder
    switch S.description.progress {
    case .whole: break
    case .pieces(let pieces):
      checkpoint = CheckpointFile(
        url: folder.checkpointURL(of: S.description), stage: S.description.stem,
        key: try runner.progressKey(inputs, without: pieces.extentParameters))
    case .continued(let extent):
      continuation = ContinuationFile(
        url: folder.continuationURL(of: S.description), key: try runner.progressKey(inputs, without: extent))
    }
    if runner.environment.force {
      checkpoint?.remove()
      continuation?.remove()
    }
  }

  /// The file of the pieces; `nil` for a stage without.
  var pieces: CheckpointFile? { checkpoint }

  func context(_ context: RunContext) -> RunContext {
    var context = context
    if let checkpoint { context.checkpoint = checkpoint }
    if let continuation { context.continuation = continuation }
    return context
  }

  /// Orders what was kept, after the work and before the result is written.
  func settle() throws { try checkpoint?.settle() }

  /// Removes the state of a run that is finished. Pieces stay: a run with more of them needs them.
  func remove() { continuation?.remove() }
}
