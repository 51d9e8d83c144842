import ArrayFiles
import ArrayNumerics
import Datasets
import DimensionReduction
import Foundation
import Plotting
import Reports
import Schema
import Stages
import Topology
import Viewer

/// Exit codes, after `sysexits.h`.
enum ExitCode: Int32 {
  case usage = 64
  case unusableData = 65
  case noSuchInput = 66
  case defect = 70
  case cannotWrite = 73
  case inputOutput = 74
  case stopped = 75
  case overMemoryBudget = 77
}

/// An error as the person at the terminal meets it: one paragraph and an exit code.
struct Failure {
  var message: String
  var code: ExitCode

  init(_ error: any Error) {
    message = String(describing: error)
    switch error {
    case is UsageError, is ParameterError: code = .usage
    case let error as FileError:
      // Names and values from a file make no lines of their own.
      message = escapingControls(error.description, isOneLine: true)
      code = ExitCode(rawValue: error.kind.exitCode) ?? .unusableData
    case let error as StageError: code = Self.code(of: error)
    case let error as DatasetError: code = Self.code(of: error)
    case let error as ReportError:
      code =
        switch error {
        case .nothingToReport, .foldersWithin: .noSuchInput
        case .cannotWrite: .cannotWrite
        case .drawingFailed: .defect
        }
    case let error as ViewerError:
      code =
        switch error {
        case .nothingToShow: .noSuchInput
        case .portTaken, .cannotListen: .cannotWrite
        case .unusableCells: .unusableData
        }
    case let error as FieldError:
      message = "a result in the folder was changed: \(error.description). Run its stage again with --force."
      code = .unusableData
    case is TopologyError, is DimensionReductionError, is NumericsError: code = .unusableData
    case let error as PlottingError:
      if case .cannotWrite = error { code = .cannotWrite } else { code = .usage }
    case is CancellationError:
      message = Self.stopped
      code = .stopped
    case let error as CocoaError:
      message = error.localizedDescription
      code = .inputOutput
    default:
      message = "this is a defect of canns-analyze, please report it: \(error)"
      code = .defect
    }
  }

  /// What a run that was stopped has kept.
  private static var stopped: String {
    let stages = CommandTable.registry.stages.map(\.description)
    func commands(_ isMeant: (StageProgress) -> Bool) -> String {
      Set(stages.filter { isMeant($0.progress) }.map(\.command)).sorted().joined(separator: ", ")
    }
    return sentence {
      "stopped. Every stage that was finished is kept; run the same command again to go on. Of the stage that was under way, "
      "\(commands { $0.pieces != nil }) keep the pieces that were finished and "
      "\(commands { if case .continued = $0 { true } else { false } }) its state; any other begins anew."
    }
  }

  private static func code(of error: DatasetError) -> ExitCode {
    switch error {
    case .unknownDataset, .notDownloadable, .notSimulated, .badParameter: .usage
    case .badRegistry, .unusableTrajectory, .checksumMismatch, .sizeMismatch, .differentFileExists: .unusableData
    case .cannotWrite: .cannotWrite
    case .curlMissing, .refused, .noConnection: .inputOutput
    }
  }

  private static func code(of error: StageError) -> ExitCode {
    switch error {
    case .missingResult, .recordingNeeded: .noSuchInput
    case .damagedResult, .unusableData, .refused, .badSettings: .unusableData
    case .overMemoryBudget: .overMemoryBudget
    case .unknownStage, .ambiguousOption, .badPipeline: .usage
    case .cannotWrite: .cannotWrite
    }
  }
}
