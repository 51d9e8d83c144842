import ArrayNumerics
import Foundation
import Schema
import Stages
import Testing

/// A stage of as many pieces as it is asked for, each a number that depends on the seed.
private enum Pieces: Stage {
  struct Parameters: ParameterTable {
    var count = 3
    var scale = 1.0
    var stopAt: Int?
    init() {}
    static let parameters: [Parameter<Parameters>] = [
      Parameter("count", \.count, help: "pieces"), Parameter("scale", \.scale, help: "scale"),
      Parameter("stop-at", \.stopAt, help: "where it is interrupted"),
    ]
  }
  struct Result: StageResult {
    var values: [Double]
    var made: Int
    static let fields = Field<Result>.table {
      Field.array("values", \.values, axes: ["piece"], "values")
      Field.number("made", \.made, "pieces made in this run")
    }
    var notes: StageNotes { StageNotes() }
    init(from stored: StoredResult<Result>) throws {
      values = try stored[\.values]
      made = try stored.number(\.made)
    }
    init(values: [Double], made: Int) {
      self.values = values
      self.made = made
    }
  }
  static let description = StageDescription(
    key: "pieces", group: .general, title: "", summary: "", purpose: "", example: "", usesSeed: true,
    progress: .pieces(
      PieceDescription(
        name: "parts", extentParameters: ["count", "stop-at"],
        split: PieceSplit(countParameter: "count", rangeParameter: "range"))))

  static func run(_ input: NoInput, parameters: Parameters, context: RunContext) throws -> Result {
    let known = try context.checkpoint.finished()
    var values: [Double] = []
    var made = 0
    // From the last to the first, so that the file has them out of order at first.
    for piece in (0..<parameters.count).reversed() {
      if piece == parameters.stopAt { throw CancellationError() }
      if let value = known[piece]?.double {
        values.append(value)
        continue
      }
      var stream = RandomStream(seed: context.seed, name: "pieces", index: UInt64(piece))
      values.append(parameters.scale * stream.uniform())
      try context.checkpoint.save(piece, .number(values[values.count - 1]))
      made += 1
    }
    return Result(values: values.reversed(), made: made)
  }
  static func headline(_ result: Result, parameters: Parameters) -> String { "" }
  static func methods(_ parameters: Parameters, result: Result) -> String { "" }
}

/// Pieces of a stage that outlive the run that made them.
@Suite final class CheckpointTests: ToyFolder {
  private func run(_ settings: [String: String], force: Bool = false) throws -> Pieces.Result {
    self.force = force
    try run(Pieces.self, settings.map { ($0.key, $0.value) })
    return try result(of: Pieces.self)
  }

  private var file: URL { folder.checkpointURL(of: Pieces.description) }
  private var text: String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }

  @Test func moreOfThemMakeOnlyWhatIsMissing() throws {
    let few = try run([:])
    #expect(few.made == 3 && few.values.count == 3)
    let many = try run(["count": "8"])
    #expect(many.made == 5 && Array(many.values.prefix(3)) == few.values && Set(many.values).count == 8)
    #expect(try run(["count": "8"], force: true).values == many.values)
    #expect(try run(["count": "4"]).made == 0)
  }

  @Test func anInterruptedRunGoesOn() throws {
    #expect(throws: CancellationError.self) { try run(["count": "8", "stop-at": "4"]) }
    // Three were made, after the line that says what they belong to.
    #expect(text.split(separator: "\n").count == 4)
    let rest = try run(["count": "8"])
    #expect(rest.made == 5)
    let whole = text
    try FileManager.default.removeItem(at: folder.url)
    #expect(try run(["count": "8"]).values == rest.values)
    #expect(text == whole)
  }

  @Test func aLineThatACrashCutShortIsMadeAgain() throws {
    let values = try run(["count": "5"]).values
    try Data((text.dropLast(9)).utf8).write(to: file)
    try FileManager.default.removeItem(at: folder.recordURL(of: "pieces"))
    let again = try run(["count": "7"])
    #expect(again.made == 3 && Array(again.values.prefix(5)) == values)
    #expect(try run(["count": "7"], force: true).values == again.values)
  }

  @Test func piecesOfAnotherRunAreNotTaken() throws {
    let first = try run([:])
    #expect(try run(["scale": "2"]).values == first.values.map { 2 * $0 })
    seed = 2
    let other = try run(["scale": "2"])
    #expect(other.made == 3 && other.values != first.values)
    try Data("not a file of pieces\n".utf8).write(to: file)
    #expect(try run(["count": "4", "scale": "2"]).made == 4)
  }
}
