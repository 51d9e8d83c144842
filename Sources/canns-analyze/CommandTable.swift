import Stages
import Workbench

/// All commands. A stage appears by itself once it is registered.
enum CommandTable {
  static let registry = StageRegistry.workbench

  static var all: [Command] {
    [.inspect, .convert, .datasets] + registry.commands.map(Command.init)
      + [.models, .run, .merge, .report, .group, .workflow, .status, .verify, .diff, .view]
  }
}
