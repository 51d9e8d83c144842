/// The words in which simplices are packed: `UInt64`, or `UInt128` where 64 bits do not suffice.
protocol KeyWord: FixedWidthInteger, UnsignedInteger, Sendable {}
extension UInt64: KeyWord {}
extension UInt128: KeyWord {}

/// How a simplex of one dimension is packed, with a coefficient, in one word:
/// `diameter rank | last index - index | coefficient`, highest bits first.
///
/// Ascending words are then the filtration order of the engine: by diameter, and among equal diameters by
/// **descending** index in the combinatorial number system (the order of Bauer 2021, section 4). This is the written
/// rule for ties; it makes every result a function of the matrix alone.
struct KeyLayout<Word: KeyWord>: Sendable {
  let dimension: Int
  private let lastIndex: UInt64
  private let indexMask: Word
  private let coefficientMask: Word
  private let coefficientBits: Word
  private let rankShift: Word

  init(dimension: Int, binomials: Binomials, prime: UInt32) {
    self.dimension = dimension
    let total = binomials[binomials.points, dimension + 1]
    lastIndex = total == 0 ? 0 : total - 1
    let indexBits = Self.width(lastIndex)
    let valueBits = Self.width(UInt64(prime - 1))
    coefficientBits = Word(valueBits)
    rankShift = Word(indexBits)
    indexMask = (Word(1) << Word(indexBits)) - 1
    coefficientMask = (Word(1) << Word(valueBits)) - 1
  }

  /// Bits needed for the simplices of a dimension; to be compared with the width of the word.
  static func bitsNeeded(dimension: Int, binomials: Binomials, prime: UInt32, largestRank: Int32) -> Int {
    let total = binomials[binomials.points, dimension + 1]
    return width(total == 0 ? 0 : total - 1) + width(UInt64(prime - 1)) + width(UInt64(largestRank))
  }

  private static func width(_ value: UInt64) -> Int { 64 - value.leadingZeroBitCount }

  /// The simplex without a coefficient.
  @inline(__always) func simplex(rank: Int32, index: UInt64) -> Word {
    Word(truncatingIfNeeded: rank) &<< rankShift | Word(truncatingIfNeeded: lastIndex &- index)
  }

  @inline(__always) func key(rank: Int32, index: UInt64, coefficient: UInt32) -> Word {
    simplex(rank: rank, index: index) &<< coefficientBits | Word(truncatingIfNeeded: coefficient)
  }

  @inline(__always) func key(simplex: Word, coefficient: UInt32) -> Word {
    simplex &<< coefficientBits | Word(truncatingIfNeeded: coefficient)
  }

  @inline(__always) func simplex(ofKey key: Word) -> Word { key &>> coefficientBits }
  @inline(__always) func coefficient(ofKey key: Word) -> UInt32 {
    UInt32(truncatingIfNeeded: key & coefficientMask)
  }
  @inline(__always) func rank(ofSimplex simplex: Word) -> Int32 {
    Int32(truncatingIfNeeded: simplex &>> rankShift)
  }
  @inline(__always) func index(ofSimplex simplex: Word) -> UInt64 {
    lastIndex &- UInt64(truncatingIfNeeded: simplex & indexMask)
  }
}
