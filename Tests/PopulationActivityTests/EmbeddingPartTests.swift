import AnalysisTestSupport
import ArrayNumerics
import Foundation
import PopulationActivity
import Recordings
import Schema
import Stages
import TestSupport
import Testing

/// A part of an embedding: rows and columns of it, with their own names.
@Suite struct EmbeddingPartTests {
  static let whole = Result { () throws -> EmbeddingResult in
    let times = (0..<2000).map { 0.02 * Double($0) }
    let trains = (0..<4).map { cell -> [Double] in
      let first = 0.01 * Double(cell + 1)
      return (0..<300).map { spike -> Double in first + 0.13 * Double(spike) }
    }
    return try embed(
      makeRecording(trains: trains, t: times, x: times.map { sin($0) }, y: times.map { cos($0) }))
  }

  private static func part(
    _ change: (inout EmbeddingParameters) -> Void, madeWith records: [ParameterRecord] = []
  ) throws -> EmbeddingResult {
    var parameters = EmbeddingParameters()
    change(&parameters)
    try parameters.validate()
    return try Embedding.run(
      .part(of: whole.get(), madeWith: records), parameters: parameters, context: RunContext(work: Work(threads: 1)))
  }

  @Test func rowsAndColumnsAreThoseOfTheWhole() throws {
    let whole = try Self.whole.get()
    let part = try Self.part {
      $0.cells = ["3", "1"]
      $0.epochs = ["5:10", "20:21"]
      $0.excluded = ["6:7"]
    }
    #expect(part.cellIDs == ["3", "1"])
    let rows = whole.times.indices.filter { row in
      let t = whole.times[row]
      return (5 <= t && t < 6) || (7 <= t && t < 10) || (20 <= t && t < 21)
    }
    #expect(!rows.isEmpty && part.bins == rows.map { whole.bins[$0] } && part.times == rows.map { whole.times[$0] })
    #expect(try part.rates() == whole.rates().selectingRows(rows).selectingColumns([3, 1]))
    #expect(try part.spikeCounts() == whole.spikeCounts().selectingRows(rows).selectingColumns([3, 1]))
    #expect(part.spikes == columnTotals(try part.spikeCounts()).reduce(0, +))
    #expect(part.x == whole.x.map { x in rows.map { x[$0] } } && part.speed?.count == rows.count)
    #expect(part.fullBinCount == whole.fullBinCount && part.binWidth == whole.binWidth)
    let dropped = part.notes.dropped.map { "\($0.count) \($0.what) \($0.reason)" }
    #expect(dropped.contains("2 cells not among --cells"), "\(dropped)")
    #expect(part.part == "2 of 4 cells and \(rows.count) of \(whole.bins.count) bins, within 5:10, 20:21 s, without 6:7 s")
    let methods = Embedding.methods(EmbeddingParameters(), result: part)
    #expect(methods.contains("Of this a part is analysed: 2 of 4 cells"))
    #expect(whole.part == nil)
  }

  @Test func whatIsNotThereIsRefused() throws {
    #expect(throws: ParameterError.self) { try Self.part { $0.cells = ["4"] } }
    #expect(throws: ParameterError.self) { try Self.part { $0.cells = ["1", "1"] } }
    #expect(throws: ParameterError.self) { try Self.part { $0.epochs = ["sleep"] } }
    #expect(throws: StageError.self) { try Self.part { $0.epochs = ["1000:2000"] } }
    do {
      _ = try Self.part { $0.epochs = ["sleep"] }
    } catch let error as ParameterError {
      #expect("\(error)".contains("keeps no names of epochs"))
    }
  }

  @Test func slowCellsOfThePartAreLeftOut() throws {
    let part = try Self.part {
      $0.epochs = ["0:40"]
      $0.minimumRate = 1
    }
    #expect(part.cellIDs == ["0", "1", "2", "3"])
    #expect(throws: StageError.self) { try Self.part { $0.minimumRate = 100 } }
  }
}
