/// What a session's XML file says, found by the names of its elements.
struct NeurosuiteHeader {
  var samplingRate: Double?
  var fieldPotentialRate: Double?
  var channels: Int?
  var voltageRange: Double?
  var amplification: Double?
  var bits: Int?
  var videoRate: Double?

  init(_ text: String) {
    let acquisition = Self.content(of: "acquisitionSystem", in: text)
    let fieldPotentials = Self.content(of: "fieldPotentials", in: text)
    samplingRate = acquisition.flatMap { Self.number("samplingRate", in: $0) }
    channels = acquisition.flatMap { Self.number("nChannels", in: $0) }.flatMap { Int(exactly: $0) }
    bits = acquisition.flatMap { Self.number("nBits", in: $0) }.flatMap { Int(exactly: $0) }
    voltageRange = acquisition.flatMap { Self.number("voltageRange", in: $0) }
    amplification = acquisition.flatMap { Self.number("amplification", in: $0) }
    fieldPotentialRate = fieldPotentials.flatMap { Self.number("lfpSamplingRate", in: $0) }
    videoRate = Self.content(of: "video", in: text).flatMap { Self.number("samplingRate", in: $0) }
  }

  /// Volts of one count: the range of the converter over its steps and the amplification.
  var voltsPerCount: Double? {
    guard let voltageRange, let amplification, amplification > 0, let bits, (8...32).contains(bits) else { return nil }
    let volts = voltageRange / Double(1 << bits) / amplification
    return volts > 0 && volts.isFinite ? volts : nil
  }

  private static func number(_ name: String, in text: Substring) -> Double? {
    content(of: name, in: text).flatMap { Double($0.trimmed) }.flatMap { $0.isFinite ? $0 : nil }
  }

  /// What stands between the first pair of tags of a name.
  private static func content(of name: String, in text: some StringProtocol) -> Substring? {
    let whole = Substring(text)
    guard let open = whole.firstRange(of: "<\(name)") else { return nil }
    let rest = whole[open.upperBound...]
    guard let start = rest.first, start == ">" || start.isWhitespace, let end = rest.firstIndex(of: ">"),
      let close = rest.firstRange(of: "</\(name)>"), end < close.lowerBound
    else { return nil }
    return rest[rest.index(after: end)..<close.lowerBound]
  }
}
