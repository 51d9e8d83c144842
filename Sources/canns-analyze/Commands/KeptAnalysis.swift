import Foundation
import Schema
import Stages

/// What a stage that runs alone takes over from its result in the folder, where nothing else is given: its parameters, its
/// seed, the container of its arrays, and how the recording was read.
struct KeptAnalysis {
  /// The flag that asks for the stage's own defaults instead.
  static let option = ParameterInformation(
    name: "defaults", unit: "",
    help: "take the stage's own defaults for what is not given, not what its result in the folder was made with",
    source: nil, expected: "", isFlag: true, isList: false)

  /// Parameters of the stage.
  private(set) var settings: [ParameterSetting] = []
  /// Common options.
  private(set) var common: [ParameterSetting] = []

  /// Nothing.
  init() {}

  /// - Parameters:
  ///   - record: of the result that is there.
  ///   - settings: given ones of the stage, without `option`.
  ///   - input: what the stage was told to read.
  init(
    of record: StageRecord, family: StageFamily, beside settings: [ParameterSetting], invocation: Invocation, input: String
  ) {
    // What was said of one file says nothing of another.
    let isOtherFile = family.standard.description.inputName != nil && record.inputs.first?.name != Self.name(of: input)
    if isOtherFile && family.standard.requirements.contains(where: { $0 == .file || $0 == .optionalFile }) { return }
    self.settings = family.settings(keptFrom: record, beside: settings)
    var kept: [ParameterSetting] = []
    if let seed = record.seed, seed != 0 { kept.append(ParameterSetting(name: "seed", text: String(seed))) }
    if let format = record.archiveFormat, format != .npz {
      kept.append(ParameterSetting(name: "archive", text: format.rawValue))
    }
    if !isOtherFile { kept += record.readingSettings }
    common = kept.filter { setting in !invocation.givenCommon.contains { $0.name == setting.name } }
  }

  private static func name(of input: String) -> String {
    URL(fileURLWithPath: input).standardizedFileURL.lastPathComponent
  }

  var isEmpty: Bool { settings.isEmpty && common.isEmpty }

  /// As they would be typed.
  var text: String {
    (settings + common).map { "--\($0.name) \(shellQuoted($0.text))" }.joined(separator: " ")
  }

  /// An error of a parameter, told together with what was kept: it may come from there.
  func explained(_ error: ParameterError) -> any Error {
    settings.isEmpty ? error : UsageError("\(error) Kept from the folder: \(text). --defaults takes the stage's own.")
  }
}
