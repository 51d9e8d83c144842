import RecordingAnalysis
import Stages

/// All commands. A stage appears by itself once it is registered.
enum CommandTable {
  static var all: [Command] {
    [.inspect, .convert, .datasets] + StageRegistry.recordingStages.stages.map(Command.init)
      + [.run, .merge, .report, .verify, .diff]
  }
}
