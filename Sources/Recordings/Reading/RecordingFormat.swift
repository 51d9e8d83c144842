import ArrayFiles
import FoundationEssentials

/// A format that a program adds to those that the reader knows.
///
/// ```swift
/// struct LabBook: RecordingFormat {
///   func recording(at url: URL, options: ReadingOptions) throws -> Recording? {
///     guard url.pathExtension == "lab" else { return nil }
///     …
///   }
/// }
/// let recording = try RecordingReader.read(url: url, formats: [LabBook()])
/// ```
public protocol RecordingFormat: Sendable {
  /// The recording, in SI units; `nil` for a file of another format.
  ///
  /// - Throws: `FileError` when the file is of this format and cannot be used.
  func recording(at url: URL, options: ReadingOptions) throws -> Recording?
}

extension RecordingReader {
  /// As `read(url:options:)`, but asks the given formats first.
  ///
  /// - Throws: `FileError` when the file cannot be read, or what it holds contradicts itself.
  public static func read(
    url: URL, options: ReadingOptions = ReadingOptions(), formats: [any RecordingFormat]
  ) throws -> Recording {
    for format in formats {
      if let recording = try format.recording(at: url, options: options) { return recording }
    }
    return try read(url: url, options: options)
  }
}
