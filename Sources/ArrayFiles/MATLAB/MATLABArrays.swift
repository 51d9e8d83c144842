import ArrayNumerics

/// MATLAB's elements, whose first dimension runs fastest, in row-major order and another type. Complexity: one pass; matrices
/// are turned in tiles that stay in the cache.
@inline(__always)
func rowMajorFromMATLAB<S, T>(_ values: [S], shape: [Int], _ convert: (S) -> T) -> [T] {
  if shape.filter({ $0 != 1 }).count <= 1 {
    // Without a copy where there is nothing to convert.
    if S.self == T.self { return unsafeBitCast(values, to: [T].self) }
    return values.map(convert)
  }
  guard shape.count == 2 else { return rowMajor(values.map(convert), shape: shape) }
  let (rows, columns) = (shape[0], shape[1])
  let tile = 32
  return [T](unsafeUninitializedCapacity: values.count) { buffer, initialized in
    values.withUnsafeBufferPointer { source in
      for firstRow in stride(from: 0, to: rows, by: tile) {
        for firstColumn in stride(from: 0, to: columns, by: tile) {
          for row in firstRow..<min(rows, firstRow + tile) {
            for column in firstColumn..<min(columns, firstColumn + tile) {
              (buffer.baseAddress! + row * columns + column).initialize(to: convert(source[column * rows + row]))
            }
          }
        }
      }
    }
    initialized = values.count
  }
}

func emptyMATLABArray(_ shape: [Int]) -> DataArray {
  DataArray([] as [Double], shape: shape.contains(0) ? shape : [0, 0])
}

func complexMATLABArray() -> FileError {
  .unusable(
    "its numbers are complex; real ones are read.", remedy: "In MATLAB: save real(x), abs(x) or angle(x) instead.")
}

/// A sparse matrix with all its zeros.
///
/// - Parameters:
///   - rows: the row of each value, from 0.
///   - columnStarts: where each column's values start, and the end of the last one's.
/// - Throws: `FileError` when the index contradicts the shape, or the zeros would need more than 1032 bytes for each
///   byte of the file.
func denseMATLABMatrix(
  shape: [Int], rows: [Int], columnStarts: [Int], values: [Double], fileSize: Int
) throws -> DataArray {
  let damage = FileError.unusable("it is a sparse matrix whose index is damaged.")
  guard shape.count == 2, let count = elementCount(shape), columnStarts.count == shape[1] + 1 else { throw damage }
  guard count <= (fileSize + 4096) * InflatedBytes.largestRatio / 8 else {
    throw FileError.unusable(
      "it is a sparse matrix \(shapeText(shape)): with all its zeros it would be out of proportion to the file.",
      remedy: "In MATLAB: save full(x), or the part that is needed.")
  }
  var dense = [Double](repeating: 0, count: count)
  for column in 0..<shape[1] {
    let (start, end) = (columnStarts[column], columnStarts[column + 1])
    guard start >= 0, start <= end, end <= min(rows.count, values.count) else { throw damage }
    for index in start..<end {
      guard rows[index] >= 0, rows[index] < shape[0] else { throw damage }
      dense[rows[index] * shape[1] + column] = values[index]
    }
  }
  return DataArray(dense, shape: shape)
}

/// An HDF5 dataset of MATLAB, whose dimensions are stored in reverse, in the shape that MATLAB displays.
func turnedFromHDF5(_ array: DataArray) -> DataArray {
  let shape = Array(array.shape.reversed())
  func turn<T>(_ values: [T]) -> [T] { rowMajorFromMATLAB(values, shape: shape) { $0 } }
  let storage: DataArray.Storage =
    switch array.storage {
    case .float32(let values): .float32(turn(values))
    case .float64(let values): .float64(turn(values))
    case .int8(let values): .int8(turn(values))
    case .int16(let values): .int16(turn(values))
    case .int32(let values): .int32(turn(values))
    case .int64(let values): .int64(turn(values))
    case .uint8(let values): .uint8(turn(values))
    case .uint16(let values): .uint16(turn(values))
    case .uint32(let values): .uint32(turn(values))
    case .uint64(let values): .uint64(turn(values))
    case .bool(let values): .bool(turn(values))
    case .string(let values): .string(turn(values))
    }
  return DataArray(shape: shape, storage: storage)
}
