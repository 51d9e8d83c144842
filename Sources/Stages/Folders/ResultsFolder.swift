import ArrayFiles
import ArrayNumerics
import Foundation
import Schema

/// A results folder: one archive and one record for each stage, `figures/`, reports, `provenance.jsonl`.
public struct ResultsFolder: Sendable {
  /// Where it is; it need not exist until something is written.
  public let url: URL

  public init(url: URL) { self.url = url }

  /// The path of the folder.
  public var path: String { url.path }

  /// The file of a stage's record, by the stem of its files.
  public func recordURL(of stage: String) -> URL { url.appendingPathComponent("\(stage).json") }

  /// The file of a stage's arrays.
  public func archiveURL(of stage: String, format: ArchiveFormat) -> URL {
    url.appendingPathComponent("\(stage).\(format.rawValue)")
  }

  /// Where the finished pieces of a stage are kept.
  public func checkpointURL(of stage: StageDescription) -> URL {
    url.appendingPathComponent("\(stage.stem).\(stage.progress.pieces?.name ?? "pieces").jsonl")
  }

  /// Where the state of a stage that goes on is kept.
  public func continuationURL(of stage: StageDescription) -> URL { url.appendingPathComponent("\(stage.stem).state") }

  /// The folder of the figures.
  public var figuresURL: URL { url.appendingPathComponent("figures", isDirectory: true) }
  /// The file with one line for each run.
  public var provenanceURL: URL { url.appendingPathComponent("provenance.jsonl") }

  /// Makes the folder and those above it.
  ///
  /// - Throws: `StageError.cannotWrite`
  public func create() throws {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw StageError.cannotWrite(path: path, reason: obstacle ?? reasonText(error))
    }
  }

  /// The file that stands where this folder or one above it should be.
  private var obstacle: String? {
    var folder = url.standardizedFileURL
    while folder.path.count > 1 {
      var isFolder = ObjCBool(false)
      if FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) {
        return isFolder.boolValue
          ? nil : "\(folder.path) is a file, and a folder is needed there. Choose another one with -o."
      }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// The record of a stage; `nil` when the stage was not run here.
  ///
  /// - Throws: `StageError.damagedResult` for a file that is not such a record.
  public func record(of stage: String) throws -> StageRecord? {
    let file = recordURL(of: stage)
    guard let text = FileManager.default.contents(atPath: file.path) else { return nil }
    guard let json = try? JSONValue(text: text), json["stage"]?.string == stage else {
      throw StageError.damagedResult(file: file.path, reason: "it is not a record of '\(stage)'")
    }
    return StageRecord(json: json)
  }

  /// The records of all stages that were run here, in the order in which they were first run.
  public func records() throws -> [StageRecord] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let records = try names.sorted().filter { $0.hasSuffix(".json") }.compactMap { name -> StageRecord? in
      let text = FileManager.default.contents(atPath: url.appendingPathComponent(name).path) ?? Data()
      guard let json = try? JSONValue(text: text), let stage = json["stage"]?.string, json["key"] != nil,
        name == "\(stage).json"
      else {
        // Other people's JSON is none of our business, but one beside an archive of its name was a record.
        let stem = String(name.dropLast(".json".count))
        guard !ArchiveFormat.allCases.contains(where: { names.contains("\(stem).\($0.rawValue)") }) else {
          return try record(of: stem)
        }
        return nil
      }
      return StageRecord(json: json)
    }
    let order = Provenance.stageOrder(at: provenanceURL)
    return records.sorted {
      (order[$0.stage] ?? Int.max, $0.stage) < (order[$1.stage] ?? Int.max, $1.stage)
    }
  }

  /// True when the record's archive is there, byte for byte: the SHA-256 of a result takes milliseconds, and a damaged one
  /// would be carried into everything after it.
  public func holdsArchive(of record: StageRecord) -> Bool { problem(of: record) == nil }

  /// What is wrong with the archive that a record names.
  private func problem(of record: StageRecord) -> String? {
    guard let archive = record.archive else { return "its record names no archive" }
    guard ArchiveFormat.allCases.contains(where: { archive.name == "\(record.stage).\($0.rawValue)" }) else {
      return "its record names an archive that is not its own (\(archive.name))"
    }
    let file = url.appendingPathComponent(archive.name)
    guard let size = try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int else {
      return "the file is missing"
    }
    if size != archive.bytes { return "it has \(size) bytes, and \(archive.bytes) were written" }
    return (try? sha256(of: file)) == archive.sha256 ? nil : "it was changed or damaged since (its checksum differs)"
  }

  /// What is wrong with a file of a figure; `nil` when it is the one that was drawn. Links are not followed.
  public func problem(of file: String, in figure: FigureRecord) -> String? {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    let url = url.appendingPathComponent(file)
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    guard parts.count == 2, parts[0] == "figures", !parts[1].hasPrefix(".") else { return "is not one of its figures" }
    guard let attributes else { return "is missing" }
    guard attributes[.type] as? FileAttributeType == .typeRegular else { return "is a link or a folder" }
    guard let index = figure.files.firstIndex(of: file), figure.checksums.indices.contains(index) else { return nil }
    return (try? sha256(of: url)) == figure.checksums[index] ? nil : "is not the file that was drawn (its checksum differs)"
  }

  /// The arrays of a stage by name, and its record.
  ///
  /// - Throws: `StageError.missingResult` or `damagedResult`
  public func arrays(of stage: String, neededBy consumer: String) throws -> (arrays: [String: DataArray], record: StageRecord) {
    guard let record = try record(of: stage), record.archive != nil else {
      throw StageError.missingResult(
        stage: stage, command: stage, inputName: nil, folder: path, neededBy: consumer)
    }
    return (try arrays(of: record), record)
  }

  /// The arrays that belong to a record, by name.
  ///
  /// - Parameter keys: which of them; all when nil.
  /// - Throws: `StageError.damagedResult`
  public func arrays(of record: StageRecord, only keys: Set<String>? = nil) throws -> [String: DataArray] {
    let shelf = try shelf(of: record)
    let names = shelf.shapes.keys.filter { keys?.contains($0) ?? true }
    return Dictionary(uniqueKeysWithValues: try names.map { ($0, try shelf.read($0)) })
  }

  /// The arrays of a record's archive, which is the one that was written.
  private func shelf(of record: StageRecord) throws -> ArrayShelf {
    let file = archive(of: record)
    if let problem = problem(of: record) { throw StageError.damagedResult(file: file.path, reason: problem) }
    return try archiveShelf(file)
  }

  /// The result that belongs to a record.
  ///
  /// - Throws: `StageError.damagedResult` when arrays and record are not those of such a result.
  public func load<Result: StageResult>(_ record: StageRecord) throws -> Result {
    do {
      return try Result(from: StoredResult(arrays: try shelf(of: record), record: record))
    } catch let error as FieldError {
      throw StageError.damagedResult(file: archive(of: record).path, reason: error.description)
    }
  }

  private func archive(of record: StageRecord) -> URL {
    url.appendingPathComponent(record.archive?.name ?? "\(record.stage).npz")
  }
}
