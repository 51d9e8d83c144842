import ArrayNumerics
import Schema
import Synchronization
import Testing

@Suite struct DeferredTests {
  /// How often something was made.
  private final class Count: Sendable {
    let value = Atomic<Int>(0)
    var made: Int { value.load(ordering: .relaxed) }
  }

  @Test func aSmallValueIsMadeOnceAndALargeOneEachTime() throws {
    for (columns, times) in [(3, 1), (1 << 26, 2)] {
      let count = Count()
      let deferred = Deferred<Int>(shape: [2, columns]) {
        count.value.add(1, ordering: .relaxed)
        return 7
      }
      #expect(count.made == 0 && deferred.rows == 2 && deferred.columns == columns && deferred.count == 2 * columns)
      #expect(try deferred() == 7 && deferred() == 7)
      #expect(count.made == times)
    }
  }

  /// A matrix too large to be kept, of which rows are made: all but its first column is 0.
  private static func large(_ kind: String) -> Deferred<Matrix<Float>> {
    let (rows, columns) = (9_000, 8_000)
    @Sendable func part(_ range: Range<Int>) -> Matrix<Float> {
      var part = Matrix<Float>(rows: range.count, columns: columns, repeating: 0)
      for row in range { part[row - range.lowerBound, 0] = Float(row + 1) }
      return part
    }
    if kind == "rows" { return Deferred(shape: [rows, columns], rows: part) }
    return Deferred(
      shape: [rows, columns],
      pieces: { count, body in
        for start in stride(from: 0, to: rows, by: count) {
          let range = start..<min(rows, start + count)
          guard try body(range, part(range)) else { return }
        }
      },
      make: { throw FieldError.missing("nobody needs the whole") })
  }

  @Test(arguments: ["rows", "pieces"]) func ofALargeMatrixOnlyPiecesAreMade(kind: String) throws {
    let matrix = Self.large(kind)
    #expect(!matrix.isKept)
    #expect(try matrix.leading(3).column(0) == [1, 2, 3])
    #expect(try matrix.rows(at: [8_999, 0, 4_095, 4_096, 0]).column(0) == [9_000, 1, 4_096, 4_097, 1])
    var seen: [Range<Int>] = []
    try matrix.forEachPiece { rows, piece in
      #expect(piece.rows == rows.count && piece[0, 0] == Float(rows.lowerBound + 1))
      seen.append(rows)
      return seen.count < 2
    }
    #expect(seen == [0..<4_096, 4_096..<8_192])
    let packed = try matrix.packed(columns: 2) { $0.selectingColumns([7, 0]).map { 2 * $0 } }
    #expect(packed.rows == 9_000 && packed.matrix(of: 8_998..<9_000).elements == [0, 17_998, 0, 18_000])
  }

  private struct Table: FieldTable {
    var rates: Deferred<Matrix<Float>>
    var marks: Deferred<[Int]>?
    static let fields = Field<Table>.table {
      Field.deferred("rates", \.rates, unit: "Hz", axes: ["time", "cell"], "rates")
      Field.deferred("marks", \.marks, axes: ["time"], "marks")
    }
  }

  @Test func aDeferredArrayIsDeclaredWrittenAndReadLikeAnother() throws {
    let matrix = Matrix<Float>(rows: 2, columns: 2, elements: [1, 2, 3, 4])
    let stored = Table(rates: Deferred(matrix), marks: nil).storedFields
    #expect(stored.count == 1 && stored[0].content.form?.typeName == "float32" && stored[0].content.form?.shape == [2, 2])
    #expect(try stored[0].content.array() == DataArray(matrix))
    #expect(Table.fields[1].information.isOptional && Table.fields[1].information.typeName == "int64")
    let reader = try FieldReader<Table>(arrays: ArrayShelf(["rates": DataArray(matrix)]), numbers: .object([]))
    #expect(try reader.deferred(\.rates)() == matrix)
    #expect(throws: FieldError.missing("the array 'marks' is missing")) { try reader.deferred(\.marks) }
  }

  /// The shape is known before the array is read, its type only then.
  @Test func anArrayThatDoesNotFitIsFound() throws {
    let text = ArrayShelf(["rates": DataArray(["a", "b"], shape: [1, 2])])
    let rates = try FieldReader<Table>(arrays: text, numbers: .object([])).deferred(\.rates)
    #expect(throws: FieldError.unfit("'rates' should hold a matrix of numbers and is str [1, 2]")) { try rates() }
    #expect(throws: FieldError.self) {
      try FieldReader<Table>(arrays: ArrayShelf(["rates": DataArray([1.0])]), numbers: .object([]))
    }
  }
}
