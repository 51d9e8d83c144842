import ArrayNumerics
import Glibc
import Schema

/// The last word on `--max-memory`. What needs much memory asks before it allocates; where such a forecast is too low, the
/// program ends rather than hold more than was allowed: what stands in a folder is whole at every moment.
enum MemoryWatch {
  /// What a forecast may be short of.
  private static let allowance = (share: 0.05, bytes: 25_000_000)

  /// Looks every few milliseconds from now on.
  ///
  /// - Parameter limit: bytes that the process may hold.
  static func start(limit: Int) {
    // What the program holds before it reads anything is no fault of the data: what is asked for them is refused by name.
    let most = max(Int(Double(limit) * (1 + allowance.share)), residentMemory()) + allowance.bytes
    let argument = UnsafeMutablePointer<Int>.allocate(capacity: 2)
    argument.initialize(to: limit)
    (argument + 1).initialize(to: most)
    var watcher = pthread_t()
    pthread_create(
      &watcher, nil,
      { argument in
        guard let numbers = argument?.assumingMemoryBound(to: Int.self) else { return nil }
        let (limit, most) = (numbers[0], numbers[1])
        while true {
          let held = residentMemory()
          if held > most { MemoryWatch.end(held, limit) }
          usleep(5_000)
        }
      }, argument)
  }

  private static func end(_ held: Int, _ limit: Int) -> Never {
    Interruption.removeUnfinishedFiles()
    writeToStandardError(
      "canns-analyze: stopped: the program holds \(byteText(held)) of memory, and --max-memory allows \(byteText(limit)). "
        + "Nothing half done was left; allow more, or take fewer cells, wider bins or a part of the recording.\n")
    _exit(ExitCode.overMemoryBudget.rawValue)
  }
}
