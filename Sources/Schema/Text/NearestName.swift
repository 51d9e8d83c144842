/// The name that somebody who typed `text` most likely meant: one that begins with it, or the one with the fewest letters to
/// insert, delete or replace, letter case, hyphens and underscores aside. `nil` when more than half of `text` would have to
/// change. The first wins a tie.
public func nearestName(to text: String, in names: [String]) -> String? {
  func folded(_ name: String) -> [Character] { name.lowercased().filter { $0 != "_" && $0 != "-" } }
  let wanted = folded(text)
  guard !wanted.isEmpty else { return nil }
  if let longer = names.first(where: { folded($0).starts(with: wanted) }) { return longer }
  let scored = names.map { (name: $0, edits: editDistance(wanted, folded($0))) }
  guard let best = scored.min(by: { $0.edits < $1.edits }), best.edits * 2 <= wanted.count else { return nil }
  return best.name
}

/// The number of letters to insert, delete or replace (Levenshtein's distance).
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  var previous = Array(0...second.count)
  for (row, letter) in first.enumerated() {
    var current = [row + 1]
    for (column, other) in second.enumerated() {
      let replaced = previous[column] + (letter == other ? 0 : 1)
      current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
    }
    previous = current
  }
  return previous[second.count]
}
