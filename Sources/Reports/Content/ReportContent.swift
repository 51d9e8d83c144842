import Schema
import Stages

/// Everything a report says, before it is laid out: the page and the printed report are two views of this value.
struct ReportContent {
  /// The recording's file name.
  var title: String
  /// Program and version that made the results.
  var program: String
  var verdict: ReportVerdict
  var notes: [String]
  var checks: [ReportCheck]
  var sections: [StageSection]
  /// What the stages say of each cell; `nil` when they say nothing.
  var cells: CellTable?
  /// Pictures of their maps; `nil` when there are none.
  var thumbnails: CellThumbnails?
  var outdated: [OutdatedStage]
  /// The methods sentences of the stages shown, in order.
  var methods: [MethodsSegment]
  /// The same with citation keys, for Pandoc and the `.bib` file.
  var methodsWithKeys: String
  var references: [NumberedReference]
  var bibliography: String
  var inputs: [ReportInput]
  /// What was noticed in reading the inputs: found, guessed and warned of.
  var readings: [ReportReading]
  var commands: [String]
  var warnings: [ReportWarning]
  let folder: ResultsFolder
}

extension ReportContent {
  /// The figure that the conclusion rests on: the first of the stage that comes to it.
  var evidence: ReportFigure? { sections.first { $0.record.conclusion != nil }?.figures.first }
}

/// The answer to the question that the analysis asks, or what was found where it asks none.
struct ReportVerdict: Equatable {
  /// "Verdict", or "Findings" where no stage comes to a conclusion.
  var heading: String
  /// In a word or two: "Torus".
  var label: String
  var sentence: String
  var reasons: [String]
  /// What the answer shows and what it does not.
  var meaning: String? = nil
  /// What the other stages found, a sentence each.
  var findings: [String]
}

struct ReportCheck: Equatable {
  var stage: String
  var check: QualityCheck
}

/// Something a reader should know before trusting the numbers.
struct ReportWarning: Equatable {
  /// Title of the stage, or "Report".
  var source: String
  var text: String
}

/// A file that the results were made from.
struct ReportInput: Equatable {
  var file: FileRecord
  var stages: [String]
}

/// Something that was noticed in reading an input.
struct ReportReading: Equatable {
  var finding: ReadingFinding
  /// Those whose reading it was.
  var stages: [String]
}

/// One stage that was run.
struct StageSection {
  var record: StageRecord
  var run: RunHistory.Run?
  var figures: [ReportFigure]
  var numbers: [ReportNumber]
  var arrays: [ReportArray]
}

extension StageSection {
  /// When it was run, and by what.
  var runText: String {
    sentence {
      if let time = run?.time, !time.isEmpty { "Run at \(time)" } else { "Time of the run not recorded" }
      if let program = record.json["program"]?.string { ", \(program)" }
      if let version = record.json["stage_version"]?.integer { ", version \(version) of the stage" }
      if let seed = record.seed { ", seed \(seed)" }
      "."
    }
  }
}

struct ReportNumber: Equatable {
  var label: String
  var value: String
  var unit: String
}

struct ReportArray: Equatable {
  var key: String
  var type: String
  var shape: String
  var unit: String
  var meaning: String
}

struct ReportFigure: Equatable {
  var number: Int
  var stage: String
  var record: FigureRecord
  /// Files that are there, relative to the folder.
  var files: [String]

  func file(ending suffix: String) -> String? { files.first { $0.hasSuffix(suffix) } }
}
