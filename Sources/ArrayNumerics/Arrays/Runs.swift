/// The maximal stretches of 0..<count in which a condition holds, ascending.
package func runs(in count: Int, where holds: (Int) -> Bool) -> [Range<Int>] {
  var found: [Range<Int>] = []
  var start: Int?
  for index in 0..<count {
    if holds(index) {
      if start == nil { start = index }
    } else if let first = start {
      found.append(first..<index)
      start = nil
    }
  }
  if let start { found.append(start..<count) }
  return found
}
