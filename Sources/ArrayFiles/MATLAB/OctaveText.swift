/// Files of GNU Octave in its own formats, which are refused with the command that writes one that is read.
enum OctaveFile {
  /// The refusal of a file that starts as Octave's text or binary format; `nil` for any other.
  static func refusal(start: [UInt8], file: String) -> FileError? {
    let text = String(decoding: start, as: UTF8.self)
    let isText =
      text.hasPrefix("# Created by Octave") || text.hasPrefix("% Created by Octave")
      || (text.hasPrefix("# name: ") && text.contains("\n# type: "))
    guard isText || text.hasPrefix("Octave-1-L") || text.hasPrefix("Octave-1-B") else { return nil }
    return .unusable(
      "this is a file of GNU Octave in its \(isText ? "text" : "binary") format, which is not read.", file: file,
      remedy: "In Octave: load it and save it again with: save -7 FILE.mat")
  }
}
