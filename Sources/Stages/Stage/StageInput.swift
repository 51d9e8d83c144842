import ArrayFiles
import Foundation
import Recordings

/// What a stage reads.
public enum Requirement: Sendable, Equatable {
  /// A recording, which the reader opens.
  case recording
  /// A file that the stage opens itself.
  case file
  /// A file that the stage opens itself, where one is given.
  case optionalFile
  /// The result of an earlier stage.
  case result(StageDescription)
  /// Used when it is there.
  case optionalResult(StageDescription)
  /// The result of one of several stages, the first that is there.
  case oneOf([StageDescription])
}

/// The input value of a stage, gathered from a recording or a results folder.
public protocol StageInput: Sendable {
  /// What has to be there, in the order of the parts; help, pipelines and the key of the result follow from it.
  static var requirements: [Requirement] { get }
  /// Reads it: the cost is that of reading a recording or the archives of the stages named.
  ///
  /// - Parameter consumer: the command that needs it, for messages.
  /// - Throws: `StageError.missingResult`, `.recordingNeeded`, `.damagedResult`; what the reader throws.
  init(from source: InputSource, for consumer: String) throws
}

/// One part of an input: the result of a stage, or `IfPresent` or `OneOf` of such.
public protocol InputPart {
  /// What a stage gets.
  associatedtype Value: Sendable
  /// What has to be there, or may be.
  static var requirements: [Requirement] { get }
  /// Reads this part; a result that another stage of the same run made is handed over without reading.
  ///
  /// - Parameter consumer: the command that needs it, for messages.
  /// - Throws: as `StageInput.init(from:for:)`.
  static func load(from source: InputSource, for consumer: String) throws -> Value
}

/// Results of earlier stages: `typealias Input = Results<Embed, Tda>`.
public struct Results<each Part: InputPart>: StageInput {
  /// One value for each part; a single one stands for itself.
  public let values: (repeat (each Part).Value)

  public init(_ values: repeat (each Part).Value) { self.values = (repeat each values) }

  public static var requirements: [Requirement] {
    var all: [Requirement] = []
    repeat all += (each Part).requirements
    return all
  }

  public init(from source: InputSource, for consumer: String) throws {
    values = (repeat try (each Part).load(from: source, for: consumer))
  }
}

/// The result of a stage where there is one.
public enum IfPresent<S: Stage>: InputPart {
  public static var requirements: [Requirement] { [.optionalResult(S.description)] }
  public static func load(from source: InputSource, for consumer: String) throws -> S.Result? {
    try source.hasResult(of: S.description) ? source.result(of: S.self, neededBy: consumer) : nil
  }
}

/// The result of the first of two stages that has one.
public enum OneOf<First: Stage, Second: Stage>: InputPart {
  /// Which of the two it is.
  public enum Value: Sendable {
    /// The result of the first stage, taken where both are there.
    case first(First.Result)
    /// The result of the second stage.
    case second(Second.Result)
  }

  public static var requirements: [Requirement] { [.oneOf([First.description, Second.description])] }
  public static func load(from source: InputSource, for consumer: String) throws -> Value {
    if try source.hasResult(of: First.description) { return .first(try source.result(of: First.self, neededBy: consumer)) }
    if try source.hasResult(of: Second.description) { return .second(try source.result(of: Second.self, neededBy: consumer)) }
    throw StageError.missingResult(
      of: First.description, or: Second.description, folder: source.folder.path, neededBy: consumer)
  }
}

/// A recording.
public struct RecordingInput: StageInput {
  /// As the reader understood the file.
  public var recording: Recording

  public init(_ recording: Recording) { self.recording = recording }

  public static let requirements: [Requirement] = [.recording]
  public init(from source: InputSource, for consumer: String) throws {
    self.init(try source.recording(neededBy: consumer))
  }
}

/// A file that the stage opens itself.
public struct FileInput: StageInput {
  /// The file that was named.
  public var url: URL
  /// What was said of how to read it.
  public var options: ReadingOptions

  public init(_ url: URL, options: ReadingOptions = ReadingOptions()) {
    self.url = url
    self.options = options
  }

  public static let requirements: [Requirement] = [.file]
  public init(from source: InputSource, for consumer: String) throws {
    guard let url = source.recordingURL, source.wholeFolder == nil else {
      throw StageError.recordingNeeded(stage: consumer, given: (source.wholeFolder ?? source.folder).path)
    }
    self.init(url, options: source.readingOptions)
  }
}

/// A file that the stage opens itself, for a stage whose parameters say everything where there is none.
public struct OptionalFileInput: StageInput {
  /// The file that was named.
  public var url: URL?
  /// What was said of how to read it.
  public var options: ReadingOptions

  public static let requirements: [Requirement] = [.optionalFile]
  public init(from source: InputSource, for consumer: String) {
    url = source.recordingURL
    options = source.readingOptions
  }

  /// The name of the file and its content as UTF-8; `nil` without a file.
  ///
  /// - Throws: `FileError` for one that cannot be read, that is no text, or that is larger than 16 MB.
  public func text() throws -> (name: String, text: String)? {
    guard let url else { return nil }
    let name = url.lastPathComponent
    guard byteCount(of: url) <= 16_000_000 else {
      throw FileError(
        .unusableData, file: name, problem: "it has more than 16 MB, and a description in words was expected.",
        remedy: "Is it another file?")
    }
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw FileError(.inputOutput, file: name, problem: "it cannot be read.", remedy: "Check that you may read it.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw FileError(
        .unusableData, file: name, problem: "it is no text in UTF-8.", remedy: "A description in YAML was expected.")
    }
    return (name, text)
  }
}

/// Nothing: for a stage whose parameters say everything.
public struct NoInput: StageInput {
  public init() {}

  public static let requirements: [Requirement] = []
  public init(from source: InputSource, for consumer: String) {}
}
