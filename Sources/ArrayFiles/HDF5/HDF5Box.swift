import CHDF5

/// A rectangular part of a dataset: along each axis, where it starts and how many elements it has.
struct HDF5Box: Equatable {
  var start: [Int]
  var count: [Int]
  /// Whether it is all of a dataset, which the library reads without a selection.
  private(set) var isWhole = false

  /// All of a dataset.
  init(all shape: [Int]) {
    start = shape.map { _ in 0 }
    count = shape
    isWhole = true
  }

  init(start: [Int], count: [Int]) {
    self.start = start
    self.count = count
  }
}

extension HDF5File {
  /// Reads a part of a dataset into a buffer, in row-major order, as elements of a memory type. What deflate packed is
  /// unpacked on all threads of the file.
  ///
  /// - Parameter buffer: room for all elements of the part, which must lie inside the dataset.
  func readBox(
    _ dataset: hid_t, _ box: HDF5Box, as memoryType: hid_t, into buffer: UnsafeMutableRawPointer, _ path: String
  ) throws {
    if let chunks = HDF5Chunks(dataset, memoryType, box),
      try chunks.read(box, of: dataset, into: buffer, fileSize: fileSize, threads: threads, orThrow: { damaged(path) })
    {
      return
    }
    let none = canns_H5P_DEFAULT()
    if box.isWhole {
      guard H5Dread(dataset, memoryType, canns_H5S_ALL(), canns_H5S_ALL(), none, buffer) >= 0 else {
        throw unreadable(dataset, path)
      }
      return
    }
    let (start, count) = (box.start.map { hsize_t($0) }, box.count.map { hsize_t($0) })
    let space = try HDF5Handle(H5Dget_space(dataset), H5Sclose) { self.damaged(path) }
    let memory = try HDF5Handle(H5Screate_simple(Int32(count.count), count, nil), H5Sclose) { self.damaged(path) }
    guard H5Sselect_hyperslab(space.id, H5S_SELECT_SET, start, nil, count, nil) >= 0,
      H5Dread(dataset, memoryType, memory.id, space.id, none, buffer) >= 0
    else { throw unreadable(dataset, path) }
  }
}
