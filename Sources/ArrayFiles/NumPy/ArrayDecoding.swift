import ArrayNumerics

/// Reads the elements of an array in NumPy's binary form, in row-major order whatever the order in the file.
/// Complexity: one pass over the bytes; little-endian row-major numbers are read in place, without a second copy.
///
/// - Throws: `FileError` when the shape needs more bytes than there are.
package func decodeArray(
  _ type: ElementType, shape: [Int], fortranOrder: Bool, from stream: some ByteStream
) throws -> DataArray {
  guard let count = elementCount(shape), !count.multipliedReportingOverflow(by: max(type.size, 1)).overflow,
    count * type.size <= stream.remaining, type.size > 0 || count <= 1 << 16
  else {
    throw FileError.unusable(
      "its header claims the shape \(shapeText(shape)) of \(type.size)-byte elements, but only "
        + "\(stream.remaining) bytes follow.",
      remedy: "The file is damaged or incomplete; fetch or save it again.")
  }
  let reversed = fortranOrder && shape.count > 1
  // What is turned, swapped, widened or text stands in memory twice for a while.
  let isPlain = !reversed && !type.bigEndian && [.float, .signed, .unsigned].contains(type.kind) && type.size > 2
  try reserveMemory(isPlain ? count * type.size : 2 * count * max(type.size, 16), shape: shape)
  func numbers<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) throws -> [T] {
    var values: [T] = try rawElements(count, from: stream)
    if type.bigEndian { for index in values.indices { values[index] = values[index].byteSwapped } }
    return reversed ? rowMajor(values, shape: shape) : values
  }
  func storage() throws -> DataArray.Storage {
    switch (type.kind, type.size) {
    case (.float, 8):
      if !type.bigEndian {
        let values: [Double] = try rawElements(count, from: stream)
        return .float64(reversed ? rowMajor(values, shape: shape) : values)
      }
      return .float64(try numbers(UInt64.self).map(Double.init(bitPattern:)))
    case (.float, 4):
      if !type.bigEndian {
        let values: [Float] = try rawElements(count, from: stream)
        return .float32(reversed ? rowMajor(values, shape: shape) : values)
      }
      return .float32(try numbers(UInt32.self).map(Float.init(bitPattern:)))
    case (.float, _): return .float32(try numbers(UInt16.self).map(floatFromHalf))
    case (.signed, 1): return .int8(try numbers(Int8.self))
    case (.signed, 2): return .int16(try numbers(Int16.self))
    case (.signed, 4): return .int32(try numbers(Int32.self))
    case (.signed, _): return .int64(try numbers(Int64.self))
    case (.unsigned, 1): return .uint8(try numbers(UInt8.self))
    case (.unsigned, 2): return .uint16(try numbers(UInt16.self))
    case (.unsigned, 4): return .uint32(try numbers(UInt32.self))
    case (.unsigned, _): return .uint64(try numbers(UInt64.self))
    case (.bool, _): return .bool(try numbers(UInt8.self).map { $0 != 0 })
    case (.unicode, _), (.bytes, _):
      let values = try textElements(type, count: count, from: stream)
      return .string(reversed ? rowMajor(values, shape: shape) : values)
    case (.object, _):
      throw FileError.unusable("an object array cannot be read as numbers.")
    }
  }
  return DataArray(shape: shape, storage: try storage())
}

/// `(3, 4)` as NumPy prints a shape.
package func shapeText(_ shape: [Int]) -> String {
  shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ", ")))"
}

private func rawElements<T: BitwiseCopyable>(_ count: Int, from stream: some ByteStream) throws -> [T] {
  try [T](unsafeUninitializedCapacity: count) { buffer, initialized in
    try stream.read(
      into: UnsafeMutableRawBufferPointer(
        start: UnsafeMutableRawPointer(buffer.baseAddress), count: count * MemoryLayout<T>.stride))
    initialized = count
  }
}

private func textElements(_ type: ElementType, count: Int, from stream: some ByteStream) throws -> [String] {
  var values: [String] = []
  values.reserveCapacity(count)
  for _ in 0..<count {
    let bytes = try stream.bytes(type.size)
    if type.kind == .bytes {
      let end = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
      values.append(String(decoding: bytes[..<end], as: UTF8.self))
    } else {
      var units: [UInt32] = stride(from: 0, to: bytes.count, by: 4).map { start in
        let value = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return type.bigEndian ? value.byteSwapped : value
      }
      while units.last == 0 { units.removeLast() }
      values.append(String(decoding: units, as: UTF32.self))
    }
  }
  return values
}

/// Column-major elements in row-major order.
package func rowMajor<T>(_ values: [T], shape: [Int]) -> [T] {
  guard shape.count > 1, !values.isEmpty else { return values }
  // The stride of each axis in the file, the first axis being the fastest there.
  var strides: [Int] = []
  var step = 1
  for length in shape {
    strides.append(step)
    step *= length
  }
  var index = [Int](repeating: 0, count: shape.count)
  var source = 0
  let last = shape.count - 1
  return [T](unsafeUninitializedCapacity: values.count) { buffer, initialized in
    for target in 0..<values.count {
      (buffer.baseAddress! + target).initialize(to: values[source])
      var axis = last
      while axis >= 0 {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    initialized = values.count
  }
}

/// An IEEE 754 half-precision number as a float; exact.
package func floatFromHalf(_ bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let exponent = UInt32(bits >> 10 & 0x1F)
  let fraction = UInt32(bits & 0x3FF)
  switch (exponent, fraction) {
  case (0, _):
    let magnitude = Float(fraction) * 0x1p-24
    return Float(bitPattern: magnitude.bitPattern | sign)
  case (31, _): return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
  default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}
