import Foundation
import Schema
import Stages
import Synchronization

/// A folder of the page that is read anew when the records in it are others than before. Until it is read, answers are those of
/// the reading before.
final class WatchedFolder: Sendable {
  private struct State {
    var served: ServedFolder
    var version = 1
    /// Of the last reading, also of one that failed: it is tried again when something changes.
    var stamp: FolderStamp
    var isReading = false
    /// Why the last reading failed.
    var trouble: String?
  }

  private let folder: ResultsFolder
  private let isEditable: Bool
  private let state: Mutex<State>

  /// - Throws: `ViewerError.nothingToShow`, `StageError.damagedResult`
  init(_ folder: ResultsFolder, isEditable: Bool) throws {
    self.folder = folder
    self.isEditable = isEditable
    // Before the folder is read, so that what is written meanwhile is a change.
    let stamp = FolderStamp(folder)
    let served = ServedFolder(try ViewedFolder(folder), version: 1, isEditable: isEditable)
    state = Mutex(State(served: served, stamp: stamp))
  }

  /// The last reading.
  var served: ServedFolder { state.withLock { $0.served } }

  /// Its number, whether a newer one is under way, and why the last one failed. Begins to read where the records have changed.
  func look() -> JSONValue {
    let found = FolderStamp(folder)
    let (starts, next) = state.withLock { state in
      if state.isReading || state.stamp == found { return (false, 0) }
      (state.isReading, state.stamp) = (true, found)
      return (true, state.version + 1)
    }
    if starts {
      DispatchQueue.global().async { [self] in
        let reading = Result { ServedFolder(try ViewedFolder(folder), version: next, isEditable: isEditable) }
        state.withLock { state in
          state.isReading = false
          switch reading {
          case .success(let served): (state.served, state.version, state.trouble) = (served, next, nil)
          case .failure(let error): state.trouble = String(describing: error)
          }
        }
      }
    }
    return state.withLock { state in
      .record([
        "version": .integer(state.version), "reading": .bool(state.isReading),
        "trouble": state.trouble.map(JSONValue.string) ?? .null,
      ])
    }
  }
}

/// What tells that the results in a folder are others: names, sizes and times of its records.
struct FolderStamp: Equatable, Sendable {
  private var records: [String: [Int]] = [:]

  init(_ folder: ResultsFolder) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasSuffix(".json") {
      var status = stat()
      guard stat("\(folder.path)/\(name)", &status) == 0 else { continue }
      records[name] = [
        Int(status.st_size), Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(truncatingIfNeeded: status.st_ino),
      ]
    }
  }
}
