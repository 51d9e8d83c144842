import Glibc

/// Time and memory of one repetition of a piece of work.
struct Measurement {
  var wall: Double
  /// User and system seconds of all threads.
  var cpu: Double

  /// Measures `body` once.
  static func of<Result>(_ body: () throws -> Result) rethrows -> (Measurement, Result) {
    let clock = ContinuousClock()
    let (start, used) = (clock.now, cpuSeconds())
    let result = try body()
    let wall = (clock.now - start) / .seconds(1)
    return (Measurement(wall: wall, cpu: cpuSeconds() - used), result)
  }

  private static func cpuSeconds() -> Double {
    let usage = resourceUsage()
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

  /// The largest resident memory of the process so far, MB (2²⁰ bytes).
  static var peakMemory: Double { Double(resourceUsage().ru_maxrss) / 1024 }

  private static func resourceUsage() -> rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }
}
