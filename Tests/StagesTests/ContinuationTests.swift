import ArrayNumerics
import Foundation
import Schema
import Stages
import Testing

/// A walk of as many random steps as it is asked for, which saves where it is after every other one.
private enum Walk: Stage {
  struct Parameters: ParameterTable {
    var steps = 6
    var scale = 1.0
    var stopAt: Int?
    init() {}
    static let parameters: [Parameter<Parameters>] = [
      Parameter("steps", \.steps, help: "steps"), Parameter("scale", \.scale, help: "scale"),
      Parameter("stop-at", \.stopAt, help: "where it is interrupted"),
    ]
  }
  struct Result: StageResult {
    var place: Double
    var made: Int
    static let fields = Field<Result>.table {
      Field.array("place", \.place, axes: [], "where it ended")
      Field.number("made", \.made, "steps made in this run")
    }
    var notes: StageNotes { StageNotes() }
    init(place: Double, made: Int) { (self.place, self.made) = (place, made) }
    init(from stored: StoredResult<Result>) throws {
      (place, made) = (try stored[\.place], try stored.number(\.made))
    }
  }
  static let description = StageDescription(
    key: "walk", group: .general, title: "", summary: "", purpose: "", example: "", usesSeed: true,
    progress: .continued(extentParameters: ["steps", "stop-at"]))

  static func run(_ input: NoInput, parameters: Parameters, context: RunContext) throws -> Result {
    var (first, place) = (0, 0.0)
    if let state = try context.continuation.saved().map({ try JSONValue(text: $0) }) {
      (first, place) = (state["step"]!.integer!, state["place"]!.double!)
    }
    for step in first..<parameters.steps {
      if step == parameters.stopAt { throw CancellationError() }
      var stream = RandomStream(seed: context.seed, name: "walk", index: UInt64(step))
      place += parameters.scale * stream.normal()
      if step % 2 == 1 {
        let state = JSONValue.record(["step": .integer(step + 1), "place": .number(place)])
        try context.continuation.save(Data(state.compactText.utf8))
      }
    }
    return Result(place: place, made: parameters.steps - first)
  }
  static func headline(_ result: Result, parameters: Parameters) -> String { "" }
  static func methods(_ parameters: Parameters, result: Result) -> String { "" }
}

/// A long run goes on where it was stopped.
@Suite final class ContinuationTests: ToyFolder {
  private func walk(_ settings: [String: String]) throws -> Walk.Result {
    try run(Walk.self, settings.map { ($0.key, $0.value) })
    return try result(of: Walk.self)
  }

  private var state: URL { folder.continuationURL(of: Walk.description) }
  private var hasState: Bool { FileManager.default.fileExists(atPath: state.path) }

  private func interrupt(_ settings: [String: String] = ["steps": "8", "stop-at": "5"]) {
    #expect(throws: CancellationError.self) { try walk(settings) }
    #expect(hasState)
  }

  @Test func anInterruptedRunGoesOnToTheSameResult() throws {
    interrupt()
    #expect(state.lastPathComponent == "walk.state")
    // Steps 0 to 3 are in the state that was saved last.
    let rest = try walk(["steps": "8"])
    #expect(rest.made == 4)
    let archive = bytes("walk.npz")
    try FileManager.default.removeItem(at: folder.url)
    let whole = try walk(["steps": "8"])
    #expect(whole.made == 8 && whole.place == rest.place)
    #expect(bytes("walk.npz") == archive)
  }

  @Test func theStateGoesWithTheResult() throws {
    interrupt()
    _ = try walk(["steps": "8"])
    #expect(!hasState)
    #expect(try files() == ["provenance.jsonl", "walk.json", "walk.npz"])
  }

  @Test func aRunThatGoesFurtherStartsFromTheStateOfTheShorterOne() throws {
    interrupt()
    #expect(try walk(["steps": "12"]).made == 8)
  }

  @Test func theStateOfAnotherRunIsNone() throws {
    interrupt()
    #expect(try walk(["steps": "8", "scale": "2"]).made == 8)
    interrupt()
    seed = 9
    #expect(try walk(["steps": "8"]).made == 8)
  }

  @Test func forceStartsAnew() throws {
    interrupt()
    force = true
    let whole = try walk(["steps": "8"])
    #expect(whole.made == 8 && !hasState)
  }

  @Test func aStateThatIsNotWholeIsNone() throws {
    interrupt()
    let bytes = try Data(contentsOf: state)
    for damaged in [bytes.dropLast(1), bytes + Data("x".utf8), Data("nothing\n".utf8), Data()] {
      try Data(damaged).write(to: state)
      #expect(try ContinuationFile(url: state, key: key(bytes)).saved() == nil)
    }
    try bytes.write(to: state)
    #expect(try ContinuationFile(url: state, key: key(bytes)).saved() != nil)
    try Data(bytes.dropLast(1)).write(to: state)
    #expect(try walk(["steps": "8"]).made == 8)
  }

  private func key(_ bytes: Data) throws -> String {
    try #require(try JSONValue(text: Data(bytes.prefix { $0 != UInt8(ascii: "\n") }))["key"]?.string)
  }
}
