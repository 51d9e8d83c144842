import ArrayNumerics
import Foundation
import Schema
import Stages

/// A command line that was understood: files, options of the command, common options.
struct Invocation {
  var command: String
  var files: [String] = []
  /// Options of the command itself, in the order given.
  var settings: [ParameterSetting] = []
  var common = CommonOptions()
  /// Those of the common options that were given, in the order given.
  private(set) var givenCommon: [ParameterSetting] = []
  /// The command line as it was typed, for the record.
  var text: String
  /// Names of the options that take no value.
  private var flags: Set<String> = []

  /// - Throws: `UsageError` or `ParameterError` for an unknown option, a missing value or a value that cannot be read.
  init(_ arguments: [String], of command: Command) throws {
    self.command = command.name
    text = (["canns-analyze", command.name] + arguments).map(shellQuoted).joined(separator: " ")
    var own: [ParameterSetting] = []
    var shared: [ParameterSetting] = []
    let commonNames = CommonOptions.parameters.map(\.information)
    let tables = command.tables()
    let known = commonNames + (tables.acceptedOptions ?? tables.options)
    var index = 0
    var onlyFiles = false
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      if onlyFiles || !argument.hasPrefix("-") || argument == "-" {
        files.append(argument)
        continue
      }
      if argument == "--" {
        onlyFiles = true
        continue
      }
      var (name, value) = Self.split(argument)
      var option = known.first { $0.name == name }
      if option == nil, name.hasPrefix("no-"),
        let flag = known.first(where: { $0.name == String(name.dropFirst(3)) && $0.isFlag })
      {
        guard value == nil else {
          throw UsageError("--\(name) takes no value; write --\(name) or --\(flag.name)=\(value ?? "").")
        }
        (option, name, value) = (flag, flag.name, "false")
      }
      guard let option else {
        guard argument.hasPrefix("--") else {
          throw UsageError("there is no option \(argument). Options are written --name; -o, -q and -v are the only short ones.")
        }
        throw ParameterError.unknown(name: name, nearest: nearestName(to: name, in: known.map(\.name)))
      }
      if value == nil {
        if option.isFlag {
          value = "true"
        } else {
          value = try Self.value(following: index, in: arguments, of: option)
          index += 1
        }
      }
      if value?.isEmpty ?? true { throw UsageError("--\(name) needs a value: \(Self.expectation(of: option)).") }
      let setting = ParameterSetting(name: name, text: value ?? "")
      if commonNames.contains(where: { $0.name == name }) {
        Self.add(setting, to: &shared, isList: option.isList)
      } else {
        Self.add(setting, to: &own, isList: option.isList)
      }
    }
    common = try CommonOptions(settings: shared)
    givenCommon = shared
    flags = Set(known.filter(\.isFlag).map(\.name))
    settings = try own.map(CellFiles.reading)
  }

  /// The argument at `index` as the value of an option. Another option in its place is a slip, not a value.
  private static func value(
    following index: Int, in arguments: [String], of option: ParameterInformation
  ) throws -> String {
    guard index < arguments.count else {
      throw UsageError("--\(option.name) needs a value: \(expectation(of: option)).")
    }
    let value = arguments[index]
    guard !value.hasPrefix("--") else {
      throw UsageError(
        sentence {
          "--\(option.name) needs a value (\(expectation(of: option))), and the option \(value) follows. "
          "If that is the value, write --\(option.name)=\(value)."
        })
    }
    return value
  }

  private static func expectation(of option: ParameterInformation) -> String {
    let text = option.name == "output" ? "a folder" : option.expected.replacingOccurrences(of: " or none", with: "")
    return option.unit.isEmpty ? text : "\(text), in \(option.unit)"
  }

  /// A repeated option with a list adds to it; any other is replaced.
  private static func add(_ setting: ParameterSetting, to settings: inout [ParameterSetting], isList: Bool) {
    if let known = settings.firstIndex(where: { $0.name == setting.name }) {
      settings[known].text = isList ? settings[known].text + "," + setting.text : setting.text
    } else {
      settings.append(setting)
    }
  }

  private static func split(_ argument: String) -> (name: String, value: String?) {
    let short = ["-o": "output", "-q": "quiet", "-v": "verbose"]
    if let name = short[argument] { return (name, nil) }
    let parts = argument.drop { $0 == "-" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
  }

  /// Whether `--seed` was given.
  var isSeedGiven: Bool { givenCommon.contains { $0.name == "seed" } }

  /// The command line that makes the same results again in the given folder, typed where it was typed: without what changes no
  /// result, and with the cells that a file named.
  func repeated(into folder: String) -> String {
    let idle: Set = ["output", "threads", "max-memory", "force", "quiet", "verbose", "json"]
    let options = (settings + givenCommon).filter { !idle.contains($0.name) }.flatMap { setting -> [String] in
      guard flags.contains(setting.name) else { return ["--\(setting.name)", setting.text] }
      return ["--" + (setting.text == "false" ? "no-" : "") + setting.name]
    }
    return (["canns-analyze", command] + files + ["-o", folder] + options).map(shellQuoted).joined(separator: " ")
  }

  /// Turns all file arguments but the first into a setting with a list of folders; where each is found is looked at by the
  /// stage.
  ///
  /// - Throws: `UsageError` for a name with a comma, which separates folders.
  mutating func takeFurtherFolders(as parameter: String) throws {
    let further = files.dropFirst()
    guard !further.isEmpty else { return }
    if let name = further.first(where: { $0.contains(",") }) {
      throw UsageError(
        "\(command): the name \(name) has a comma, which separates results folders; give the folder another name.")
    }
    files = Array(files.prefix(1))
    Self.add(ParameterSetting(name: parameter, text: further.joined(separator: ",")), to: &settings, isList: true)
  }

  /// The only file argument.
  func onlyFile(_ what: String) throws -> String {
    guard files.count == 1 else {
      throw UsageError(
        files.isEmpty
          ? "\(command) needs \(what). 'canns-analyze help \(command)' shows how."
          : "\(command) takes one input, and \(files.count) were given: \(files.joined(separator: ", ")).")
    }
    return files[0]
  }
}
