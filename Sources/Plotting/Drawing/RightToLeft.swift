extension String {
  /// The text with each run of Arabic, Hebrew and other letters from right to left in isolation: what stands around a name
  /// keeps its place. Without it a number behind such a name is set before it, since numbers follow the letters before them
  /// (Unicode Standard Annex 9, rules W2 and N1). A text without such letters, or with isolates of its own, stays as it is.
  ///
  /// A run goes from the first to the last such letter between letters of other scripts, with the numbers between them.
  package var isolatingRightToLeft: String {
    let scalars = Array(unicodeScalars)
    guard scalars.contains(where: \.runsToTheLeft), !scalars.contains(where: \.isIsolate) else { return self }
    var result = String.UnicodeScalarView()
    var place = 0
    while place < scalars.count {
      guard scalars[place].runsToTheLeft else {
        result.append(scalars[place])
        place += 1
        continue
      }
      var (next, last) = (place, place)
      while next < scalars.count, scalars[next].runsToTheLeft || !scalars[next].properties.isAlphabetic {
        if scalars[next].runsToTheLeft { last = next }
        next += 1
      }
      // Marks belong to the letter before them.
      while last + 1 < scalars.count, scalars[last + 1].properties.generalCategory == .nonspacingMark { last += 1 }
      result.append("\u{2067}")
      result.append(contentsOf: scalars[place...last])
      result.append("\u{2069}")
      place = last + 1
    }
    return String(result)
  }

  /// The text without marks of isolation.
  var withoutIsolates: String {
    guard unicodeScalars.contains(where: \.isIsolate) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isIsolate }))
  }
}

extension Unicode.Scalar {
  fileprivate var isIsolate: Bool { ("\u{2066}"..."\u{2069}").contains(self) }

  /// A letter of the blocks of Unicode that are written from right to left.
  fileprivate var runsToTheLeft: Bool {
    guard value >= 0x590, properties.isAlphabetic else { return false }
    let blocks: [ClosedRange<UInt32>] = [0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF]
    return blocks.contains { $0.contains(value) }
  }
}
