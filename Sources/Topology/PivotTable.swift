/// Which reduced column has its pivot at a cofacet: open addressing with linear probing, key and value side by side.
///
/// Only pairs that are not apparent are entered, so the table stays small.
final class PivotTable<Word: KeyWord>: @unchecked Sendable {
  // Sendable because it is filled by one thread and only read afterwards.
  private struct Slot {
    var simplex: Word
    var column: UInt32
    var coefficient: UInt32
  }

  /// Never a simplex: those leave at least one coefficient bit free.
  private static var vacant: Word { Word.max }

  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private(set) var count = 0

  init() {
    mask = (1 << 10) - 1
    slots = Self.makeSlots(mask + 1)
  }

  deinit { slots.deallocate() }

  private static func makeSlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    slots.initialize(repeating: Slot(simplex: vacant, column: 0, coefficient: 0), count: count)
    return slots
  }

  /// Multiplication by 2^64 / golden ratio spreads neighbouring keys (Knuth, The Art of Computer Programming 3, 6.4).
  @inline(__always) private func start(_ simplex: Word) -> Int {
    let low = UInt64(truncatingIfNeeded: simplex)
    let folded =
      Word.bitWidth > 64 ? low ^ UInt64(truncatingIfNeeded: simplex &>> (Word(Word.bitWidth) / 2)) : low
    return Int(truncatingIfNeeded: (folded &* 0x9E37_79B9_7F4A_7C15) >> 24) & mask
  }

  /// The column with this pivot, and the coefficient of the pivot in its coboundary.
  @inline(__always) func find(_ simplex: Word) -> (column: Int, coefficient: UInt32)? {
    var place = start(simplex)
    while true {
      let slot = slots[place]
      if slot.simplex == simplex { return (Int(slot.column), slot.coefficient) }
      if slot.simplex == Self.vacant { return nil }
      place = (place &+ 1) & mask
    }
  }

  func insert(_ simplex: Word, column: Int, coefficient: UInt32) {
    if 2 * count > mask { grow() }
    place(Slot(simplex: simplex, column: UInt32(column), coefficient: coefficient))
    count += 1
  }

  private func place(_ slot: Slot) {
    var place = start(slot.simplex)
    while slots[place].simplex != Self.vacant { place = (place &+ 1) & mask }
    slots[place] = slot
  }

  private func grow() {
    let old = slots
    let oldCount = mask + 1
    mask = 2 * oldCount - 1
    slots = Self.makeSlots(mask + 1)
    for i in 0..<oldCount where old[i].simplex != Self.vacant { place(old[i]) }
    old.deallocate()
  }
}
