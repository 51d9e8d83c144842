import ArrayNumerics

extension MATLAB5Elements {
  /// The elements of the array at a tag, row-major, and where the array ends.
  ///
  /// - Throws: `FileError` when it is no array of numbers, truth values or text, is complex, or is damaged.
  func array(at offset: Int, fileSize: Int) throws -> (array: DataArray, end: Int) {
    let header = try header(at: offset)
    if header.count == 0, header.mxClass != 5 || header.shape.contains(0) {
      let empty = header.mxClass == 4 ? DataArray([""], shape: []) : emptyMATLABArray(header.shape)
      return (empty, header.end)
    }
    guard !header.isComplex else { throw complexMATLABArray() }
    switch header.mxClass {
    case 4: return (try characters(header), header.end)
    case 5: return (try sparse(header, fileSize: fileSize), header.end)
    case 6...15:
      let tag = try tag(at: header.body)
      guard tag.type.size > 0, tag.count / tag.type.size == header.count, tag.count % tag.type.size == 0 else {
        throw FileError.unusable(
          "its header claims the shape \(shapeText(header.shape)), but \(tag.count) bytes follow; it is damaged.",
          remedy: "Fetch or save the file again.")
      }
      let storage = try numbers(tag, as: header.isLogical ? nil : header.mxClass, shape: header.shape)
      return (DataArray(shape: header.shape, storage: storage), header.end)
    default:
      throw FileError.unusable("an array of numbers or text was expected; it is a struct, a cell or an object.")
    }
  }

  /// The elements of a tag in the type of a class, whatever narrower type they were stored in; `nil`: truth values.
  private func numbers(_ tag: MATLAB5Tag, as mxClass: Int?, shape: [Int]) throws -> DataArray.Storage {
    switch mxClass {
    case nil: .bool(try booleans(tag, shape))
    case 6: .float64(try doubles(tag, shape))
    case 7: .float32(try singles(tag, shape))
    case 8: .int8(try integers(tag, shape, own: .int8))
    case 9: .uint8(try integers(tag, shape, own: .uint8))
    case 10: .int16(try integers(tag, shape, own: .int16))
    case 11: .uint16(try integers(tag, shape, own: .uint16))
    case 12: .int32(try integers(tag, shape, own: .int32))
    case 13: .uint32(try integers(tag, shape, own: .uint32))
    case 14: .int64(try integers(tag, shape, own: .int64))
    default: .uint64(try integers(tag, shape, own: .uint64))
    }
  }

  // Each pair of a stored type and a class would be code of its own. Reading, conversion and turning to row-major are one pass
  // where files are large: doubles from any type, and every other class from its own. The rest takes two.

  private func doubles(_ tag: MATLAB5Tag, _ shape: [Int]) throws -> [Double] {
    switch tag.type {
    case .int8: rowMajorFromMATLAB(try raw(tag) as [Int8], shape: shape) { Double($0) }
    case .uint8, .utf8: rowMajorFromMATLAB(try raw(tag) as [UInt8], shape: shape) { Double($0) }
    case .int16: rowMajorFromMATLAB(try swapped(tag) as [Int16], shape: shape) { Double($0) }
    case .uint16, .utf16: rowMajorFromMATLAB(try swapped(tag) as [UInt16], shape: shape) { Double($0) }
    case .int32: rowMajorFromMATLAB(try swapped(tag) as [Int32], shape: shape) { Double($0) }
    case .uint32, .utf32: rowMajorFromMATLAB(try swapped(tag) as [UInt32], shape: shape) { Double($0) }
    case .int64: rowMajorFromMATLAB(try swapped(tag) as [Int64], shape: shape) { Double($0) }
    case .uint64: rowMajorFromMATLAB(try swapped(tag) as [UInt64], shape: shape) { Double($0) }
    case .single: rowMajorFromMATLAB(try swapped(tag) as [UInt32], shape: shape) { Double(Float(bitPattern: $0)) }
    case .double: rowMajorFromMATLAB(try swapped(tag) as [UInt64], shape: shape) { Double(bitPattern: $0) }
    case .matrix, .compressed: throw FileError.unusable("numbers were expected; it is damaged.")
    }
  }

  private func singles(_ tag: MATLAB5Tag, _ shape: [Int]) throws -> [Float] {
    switch tag.type {
    case .single: rowMajorFromMATLAB(try swapped(tag) as [UInt32], shape: shape) { Float(bitPattern: $0) }
    // By way of a double these would be rounded twice.
    case .int64: rowMajorFromMATLAB(try swapped(tag) as [Int64], shape: shape) { Float($0) }
    case .uint64: rowMajorFromMATLAB(try swapped(tag) as [UInt64], shape: shape) { Float($0) }
    default: try doubles(tag, shape).map { Float($0) }
    }
  }

  private func booleans(_ tag: MATLAB5Tag, _ shape: [Int]) throws -> [Bool] {
    if tag.type == .uint8 { return rowMajorFromMATLAB(try raw(tag) as [UInt8], shape: shape) { $0 != 0 } }
    return try doubles(tag, shape).map { $0 != 0 }
  }

  /// - Parameter own: the type as which the class is stored unless it was narrowed.
  private func integers<T: FixedWidthInteger & BitwiseCopyable>(
    _ tag: MATLAB5Tag, _ shape: [Int], own: MATLAB5Type
  ) throws -> [T] {
    switch tag.type {
    case own: rowMajorFromMATLAB(try swapped(tag) as [T], shape: shape) { $0 }
    case .single, .double: try doubles(tag, shape).map { T(exactly: $0.rounded()) ?? 0 }
    // Whole numbers of these are not exact as doubles.
    case .int64: rowMajorFromMATLAB(try swapped(tag) as [Int64], shape: shape) { T(clamping: $0) }
    case .uint64: rowMajorFromMATLAB(try swapped(tag) as [UInt64], shape: shape) { T(clamping: $0) }
    default: try doubles(tag, shape).map { T(clamping: Int64($0)) }
    }
  }

  private func raw<T: BitwiseCopyable>(_ tag: MATLAB5Tag) throws -> [T] {
    let count = tag.count / MemoryLayout<T>.stride
    guard tag.data <= bytes.limit - tag.count else { throw seekableBytesEnd(tag.data) }
    // The elements as they stand, and row after row.
    try reserveMemory(2 * tag.count)
    return try [T](unsafeUninitializedCapacity: count) { buffer, initialized in
      try bytes.read(
        at: tag.data,
        into: UnsafeMutableRawBufferPointer(
          start: UnsafeMutableRawPointer(buffer.baseAddress), count: count * MemoryLayout<T>.stride))
      initialized = count
    }
  }

  private func swapped<T: FixedWidthInteger & BitwiseCopyable>(_ tag: MATLAB5Tag) throws -> [T] {
    var values: [T] = try raw(tag)
    if isBigEndian { for index in values.indices { values[index] = values[index].byteSwapped } }
    return values
  }

  private func characters(_ header: Header) throws -> DataArray {
    let tag = try tag(at: header.body)
    var units: [UInt16]
    switch tag.type {
    // UTF-8, also where a program that is not MATLAB marked it as bytes.
    case .utf8, .uint8, .int8:
      units = Array(String(decoding: try raw(tag) as [UInt8], as: UTF8.self).utf16)
    case .utf16, .uint16, .int16: units = try swapped(tag)
    case .utf32, .uint32, .int32: units = Array(String(decoding: try swapped(tag) as [UInt32], as: UTF32.self).utf16)
    default: throw FileError.unusable("text was expected; it is damaged.")
    }
    // MATLAB counts code units; others count bytes, and then the text is one line.
    return matlabText(units, shape: units.count == header.count ? header.shape : [1, units.count])
  }

  private func sparse(_ header: Header, fileSize: Int) throws -> DataArray {
    let rowTag = try tag(at: header.body)
    let columnTag = try tag(at: rowTag.end)
    guard rowTag.type == .int32, columnTag.type == .int32, header.shape.count == 2 else {
      throw FileError.unusable("it is a sparse matrix whose index is damaged.")
    }
    let rows = (try swapped(rowTag) as [Int32]).map(Int.init)
    let columnStarts = (try swapped(columnTag) as [Int32]).map(Int.init)
    let valueTag = try tag(at: columnTag.end)
    guard valueTag.type.size > 0 else { throw FileError.unusable("it is a sparse matrix without values.") }
    let values = try doubles(valueTag, [1, valueTag.count / valueTag.type.size])
    let dense = try denseMATLABMatrix(
      shape: header.shape, rows: rows, columnStarts: columnStarts, values: values, fileSize: fileSize)
    return header.isLogical ? DataArray((dense.doubles ?? []).map { $0 != 0 }, shape: dense.shape) : dense
  }
}
