import Recordings
import Schema

/// Texts of the form start:stop as intervals in seconds.
///
/// - Parameter option: the name of the option, for the message.
/// - Throws: `ParameterError` for a text that is no interval.
package func timeIntervals(_ texts: [String], option: String) throws -> [(start: Double, stop: Double)] {
  try texts.map { text in
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double(parameterText: String($0)) }
    guard parts.count == 2, let start = parts[0], let stop = parts[1], start < stop else {
      throw ParameterError.invalid(
        name: option, reason: "'\(text)' is not an interval; write start:stop in seconds, the start first.")
    }
    return (start, stop)
  }
}

/// The intervals of --epoch: names of epochs, one of several of a name (`trials[3]`, from 0), or start:stop.
///
/// - Throws: `ParameterError` for what is neither.
package func epochIntervals(_ texts: [String], of epochs: [Epoch]) throws -> [(start: Double, stop: Double)] {
  try texts.flatMap { text in
    let exact = epochs.filter { $0.name == text }
    let named = exact.isEmpty ? epochs.filter { $0.name.lowercased() == text.lowercased() } : exact
    if !named.isEmpty { return named.map { (start: $0.start, stop: $0.stop) } }
    // One of several of a name, from 0: trials[3].
    if text.hasSuffix("]"), let bracket = text.lastIndex(of: "["),
      let number = Int(text[text.index(after: bracket)...].dropLast())
    {
      let several = epochs.filter { $0.name == text[..<bracket] }
      if several.indices.contains(number) { return [(start: several[number].start, stop: several[number].stop)] }
      if !several.isEmpty {
        throw ParameterError.invalid(
          name: "epoch", reason: "there is no '\(text)'; the file has \(several.count) of this name, from 0.")
      }
    }
    guard text.contains(":") else {
      let names = Array(Set(epochs.map(\.name))).sorted()
      throw ParameterError.invalid(
        name: "epoch",
        reason: sentence {
          "there is no epoch '\(text)'; "
          if names.isEmpty {
            "the file names none, so write start:stop in seconds."
          } else {
            "the file has \(names.prefix(40).joined(separator: ", "))"
            if names.count > 40 { ", …" }
            "."
          }
        })
    }
    return try timeIntervals([text], option: "epoch")
  }
}
