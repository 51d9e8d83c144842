/// Whether a name comes before another when runs of digits count as numbers: `2` before `10`, `cell2` before `cell10`.
package func naturallyPrecedes(_ a: String, _ b: String) -> Bool {
  func parts(_ text: String) -> [(text: Substring, number: Double?)] {
    var parts: [(Substring, Double?)] = []
    var rest = Substring(text)
    while let first = rest.first {
      let isDigit = first.isASCII && first.isNumber
      let part = rest.prefix { ($0.isASCII && $0.isNumber) == isDigit }
      parts.append((part, isDigit ? Double(part) : nil))
      rest = rest.dropFirst(part.count)
    }
    return parts
  }
  let (left, right) = (parts(a), parts(b))
  for (l, r) in zip(left, right) {
    if let m = l.number, let n = r.number {
      if m != n { return m < n }
    } else if l.text != r.text {
      return l.text < r.text
    }
  }
  return left.count != right.count ? left.count < right.count : a < b
}
