import ArrayFiles
import Foundation
import Glibc
import Schema

/// The sole use of a results folder, until it is let go: two runs with other parameters would mix their files.
///
/// The lock is one of the kernel on the file `.lock`, so it ends with its process, however that ends, and holds between
/// containers. The file says who holds it. Where a file system has no locks, or nothing can be written, there is none.
public final class FolderLock: Sendable {
  /// Who holds a lock, as its file says.
  struct Owner: Equatable {
    var process: Int
    var host: String
    var command: String
    /// Seconds since it was taken.
    var age: Double
  }

  /// Every so often it is looked whether a lock that somebody holds has become free, microseconds.
  private static let pause: UInt32 = 200_000

  private let path: String
  /// Negative without a lock.
  private let descriptor: Int32
  /// Folders that were made for it, the innermost first.
  private let made: [String]

  /// Takes the lock, and waits while somebody else holds it.
  ///
  /// - Parameters:
  ///   - command: what is written into the file for others to read.
  ///   - waiting: gets a sentence that says who holds it, once.
  ///   - isCancelled: ends the waiting.
  /// - Throws: `StageError.cannotWrite` when the folder cannot be made, `CancellationError`.
  public convenience init(
    _ folder: ResultsFolder, command: String, waiting: (String) -> Void, isCancelled: () -> Bool
  ) throws {
    let made = Self.missing(folder)
    try folder.create()
    let path = Self.path(folder)
    var isTold = false
    while true {
      if let descriptor = Self.take(path) {
        self.init(path: path, descriptor: descriptor, made: made)
        write(command)
        return
      }
      if !isTold { waiting("waiting for \(folder.path), which \(Self.ownerText(path)) uses.") }
      isTold = true
      if isCancelled() { throw CancellationError() }
      usleep(Self.pause)
    }
  }

  /// Takes the lock if nobody holds it; `nil` otherwise, or when nothing can be written there.
  convenience init?(ifFree folder: ResultsFolder) throws {
    let path = Self.path(folder)
    guard let descriptor = Self.take(path), descriptor >= 0 else { return nil }
    self.init(path: path, descriptor: descriptor, made: [])
  }

  private init(path: String, descriptor: Int32, made: [String]) {
    self.path = path
    self.descriptor = descriptor
    self.made = made
  }

  deinit {
    guard descriptor >= 0 else { return }
    unlink(path)
    close(descriptor)
    // A run that failed leaves no empty folder behind.
    for folder in made where rmdir(folder) != 0 { break }
  }

  private static func path(_ folder: ResultsFolder) -> String { folder.url.appendingPathComponent(".lock").path }

  /// The folders that are not there yet, the innermost first.
  private static func missing(_ folder: ResultsFolder) -> [String] {
    var url = folder.url.standardizedFileURL
    var missing: [String] = []
    while url.path.count > 1, !FileManager.default.fileExists(atPath: url.path) {
      missing.append(url.path)
      url.deleteLastPathComponent()
    }
    return missing
  }

  /// An open file with the lock; negative where there are no locks; `nil` while somebody holds it.
  private static func take(_ path: String) -> Int32? {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard descriptor >= 0 else { return -1 }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let isHeld = errno == EWOULDBLOCK
        close(descriptor)
        return isHeld ? nil : -1
      }
      // Whoever held it before has removed the file: the lock of a file without a name keeps nobody out.
      var (mine, named) = (stat(), stat())
      if fstat(descriptor, &mine) == 0, stat(path, &named) == 0, mine.st_ino == named.st_ino { return descriptor }
      close(descriptor)
    }
  }

  private func write(_ command: String) {
    guard descriptor >= 0 else { return }
    let owner = JSONValue.record([
      "process": .integer(Int(getpid())), "host": .string(ProcessInfo.processInfo.hostName), "command": .string(command),
    ])
    let bytes = Array((owner.compactText + "\n").utf8)
    // Without the words it is a lock all the same.
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, bytes, bytes.count, 0) }
  }

  /// Who holds the lock of a file; `nil` when it does not say.
  static func owner(_ path: String) -> Owner? {
    var status = stat()
    guard stat(path, &status) == 0, let text = FileManager.default.contents(atPath: path),
      let json = try? JSONValue(text: text), let process = json["process"]?.integer, let host = json["host"]?.string,
      let command = json["command"]?.string
    else { return nil }
    let taken = Double(status.st_mtim.tv_sec) + 1e-9 * Double(status.st_mtim.tv_nsec)
    return Owner(process: process, host: host, command: command, age: max(0, Date().timeIntervalSince1970 - taken))
  }

  private static func ownerText(_ path: String) -> String {
    guard let owner = owner(path) else { return "another program" }
    return "process \(owner.process) on \(owner.host) (\(owner.command)) has held for \(Int(owner.age)) s and still"
  }
}
