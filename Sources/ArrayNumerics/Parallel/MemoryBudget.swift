import Glibc

/// How much memory the process may hold in all. A command carries it; who is about to allocate by a size that only then is
/// known (the shape in the header of an array, the length of a table) asks it first.
public struct MemoryBudget: Sendable {
  /// That of the command that runs; without limit in a library that nobody gave one.
  @TaskLocal public static var current = MemoryBudget(bytes: nil)

  /// Bytes; `nil` for no limit.
  public var bytes: Int?

  public init(bytes: Int?) { self.bytes = bytes }

  /// What the process would hold in all with so many bytes more, where that is too much; `nil` where there is room.
  ///
  /// - Parameter held: bytes that it holds already.
  public func excess(_ more: Int, held: @autoclosure () -> Int = residentMemory()) -> Int? {
    guard let bytes else { return nil }
    let (needed, overflow) = more.addingReportingOverflow(held())
    return overflow ? .max : needed > bytes ? needed : nil
  }
}

/// The resident memory of the process now, in bytes; 0 where the system does not tell.
public func residentMemory() -> Int {
  let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return 0 }
  defer { close(descriptor) }
  var text = [UInt8](repeating: 0, count: 128)
  let count = read(descriptor, &text, text.count)
  guard count > 0 else { return 0 }
  let numbers = text[..<count].split(separator: UInt8(ascii: " "))
  let pages = numbers.dropFirst().first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
  return (pages ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
}
