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
