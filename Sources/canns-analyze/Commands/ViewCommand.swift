import Foundation
import Schema
import Stages
import Synchronization
import Viewer

extension Command {
  /// A page to look around in results.
  static let view = Command(
    name: "view", group: .results, operands: "DIR [DIR2]", summary: "local page to look around in one or two results folders",
    purpose: sentence {
      "Serves a page on this machine alone and prints its address, which holds a key that is new each time: turn the point "
      "cloud and the torus, colour them by angle, place, speed or time, page through cells with their maps and scores, go "
      "through time with path, bump and spikes together. With two folders everything stands side by side. Nothing is written, "
      "unless --edit allows to keep and drop cells; they go to cells.txt, which --cells takes. Control-C ends it."
    },
    example: "canns-analyze view results",
    writes: ["cells.txt   with --edit: the cells that are kept, one a line"],
    tables: CommandTables(options: ViewOptions.parameters.map(\.information), defaults: ["port": "0", "edit": "false"])
  ) { try ViewCommand($0).run() }
}

/// Options of `view`.
struct ViewOptions: ParameterTable {
  var port = 0
  var edit = false

  static let parameters: [Parameter<ViewOptions>] = [
    Parameter("port", \.port, help: "port of this machine to listen on; 0 for a free one"),
    Parameter("edit", \.edit, help: "allow the page to write which cells are kept"),
  ]

  func validate() throws {
    try require((0...65_535).contains(port), "port", "\(port) is not between 0 and 65535.")
  }
}

struct ViewCommand {
  private let invocation: Invocation
  private let options: ViewOptions

  init(_ invocation: Invocation) throws {
    self.invocation = invocation
    options = try ViewOptions(settings: invocation.settings)
  }

  func run() throws {
    guard (1...2).contains(invocation.files.count) else {
      throw UsageError("view needs a results folder, or two to compare. 'canns-analyze help view' shows how.")
    }
    let folders = try invocation.files.map {
      try Places(input: $0, output: nil, readsRecording: false, command: "view").upstream
    }
    let viewer = try Viewer(folders, port: options.port, isEditable: options.edit)
    let output = Output(invocation.common)
    let outcome = Mutex<Result<Void, any Error>?>(nil)
    let serving = Task {
      do {
        try await viewer.serve { url in
          if output.json { return output.print(.record(["address": .string(url.absoluteString)])) }
          StandardOutput.write(url.absoluteString + "\n")
          output.note("Open this address in a browser on this machine; Control-C ends it.")
        }
        outcome.withLock { $0 = .success(()) }
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
    }
    while !Interruption.isRequested, outcome.withLock({ $0 == nil }) { usleep(50_000) }
    serving.cancel()
    try outcome.withLock { $0 }?.get()
  }
}
