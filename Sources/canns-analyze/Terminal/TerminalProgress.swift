import ArrayNumerics
import Foundation
import Schema
import Synchronization

/// Progress on standard error: a bar with rate and time left on a terminal, a line now and then otherwise.
final class TerminalProgress: ProgressSink {
  private struct State {
    var task = ""
    var start = ContinuousClock.now
    var shown = ContinuousClock.now
  }

  private let state = Mutex(State())
  private let isTerminal = isatty(STDERR_FILENO) == 1

  func report(_ step: ProgressStep) {
    state.withLock { state in
      let now = ContinuousClock.now
      let isNew = step.task != state.task || step.completed == 0
      if isNew {
        state.task = step.task
        state.start = now
        state.shown = now
      }
      let isLast = step.completed >= step.total
      let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(5)
      guard
        isNew && isTerminal || isLast && (isTerminal || now - state.start > .seconds(2))
          || now - state.shown >= pause
      else { return }
      state.shown = now
      write(line(step, elapsed: (now - state.start) / .seconds(1)), isLast: isLast)
    }
  }

  private func line(_ step: ProgressStep, elapsed: Double) -> String {
    let share = Double(step.completed) / Double(max(1, step.total))
    var text = "\(step.task) \(step.completed)/\(step.total)"
    if step.completed > 0, step.completed < step.total, elapsed > 0.5 {
      let left = elapsed / share - elapsed
      text += String(
        format: ", %.3g a second, %@ left", Double(step.completed) / elapsed, Self.duration(left))
    }
    if isTerminal {
      let width = 24
      let filled = Int(share * Double(width))
      text = "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled) + "] " + text
    }
    return text
  }

  private func write(_ text: String, isLast: Bool) {
    guard isTerminal else { return writeToStandardError(text + "\n") }
    if isLast { TerminalBar.clear() } else { TerminalBar.draw(text) }
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
