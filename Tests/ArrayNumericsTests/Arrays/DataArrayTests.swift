import ArrayNumerics
import Testing

@Suite struct DataArrayTests {
  @Test func elementsOfAnyTypeAsNumbers() {
    let storages: [DataArray.Storage] = [
      .float32([1, 200]), .float64([1, 200]), .int8([1, 100]), .int16([1, 200]), .int32([1, 200]), .int64([1, 200]),
      .uint8([1, 200]), .uint16([1, 200]), .uint32([1, 200]), .uint64([1, 200]),
    ]
    for storage in storages {
      let array = DataArray(shape: [2], storage: storage)
      let last = array.typeName == "int8" ? 100.0 : 200
      #expect(array.doubles == [1, last], "\(array.typeName)")
      #expect(array.floats == [1, Float(last)], "\(array.typeName)")
    }
    #expect(DataArray(shape: [1], storage: .uint64([.max])).doubles == [0x1p64])
  }
}
