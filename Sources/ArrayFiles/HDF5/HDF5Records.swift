import CHDF5

extension HDF5File {
  /// The fields of a dataset of records in their order, each with how many numbers it has; 0 where these are no numbers.
  ///
  /// - Throws: `FileError` when it is no such dataset.
  package func recordFields(of path: String) throws -> [(name: String, width: Int)] {
    try withHDF5 {
      let dataset = try openDataset(path)
      let type = try HDF5Handle(H5Dget_type(dataset.id), H5Tclose) { self.damaged(path) }
      guard H5Tget_class(type.id) == H5T_COMPOUND else { throw missing(path, "dataset of records") }
      return try (0..<UInt32(max(0, H5Tget_nmembers(type.id)))).map { index in
        guard let text = H5Tget_member_name(type.id, index) else { throw damaged(path) }
        defer { H5free_memory(text) }
        let member = try HDF5Handle(H5Tget_member_type(type.id, index), H5Tclose) { self.damaged(path) }
        return (String(cString: text), try fieldWidth(member.id, path))
      }
    }
  }

  /// One field of a dataset of records (a compound type, as PyTables writes tables), as numbers.
  ///
  /// - Parameter width: how many numbers the field has in each record.
  /// - Returns: row after row, `width` numbers each.
  /// - Throws: `FileError` when there is no such field, it has another width, or it claims more than is stored.
  package func readRecordField(_ field: String, of path: String, width: Int) throws -> [Double] {
    try withHDF5 {
      let dataset = try openDataset(path)
      let rows = try shape(dataset.id, path).reduce(1, *)
      let stored = try HDF5Handle(H5Dget_type(dataset.id), H5Tclose) { self.damaged(path) }
      let index = H5Tget_member_index(stored.id, field)
      guard H5Tget_class(stored.id) == H5T_COMPOUND, index >= 0, width > 0 else { throw missing("\(path).\(field)", "field") }
      let member = try HDF5Handle(H5Tget_member_type(stored.id, UInt32(index)), H5Tclose) { self.damaged(path) }
      guard try fieldWidth(member.id, path) == width else {
        throw FileError.unusable(
          "its field '\(field)' does not have the \(width) columns that are named.", file: name, place: path)
      }
      let storage = Int(clamping: H5Dget_storage_size(dataset.id))
      let (needed, overflow) = rows.multipliedReportingOverflow(by: H5Tget_size(stored.id))
      guard !overflow, needed / 1032 <= min(storage, fileSize) + 1024 else {
        throw FileError.unusable(
          "it claims \(rows) records, but only \(storage) bytes are stored.", file: name, place: path,
          remedy: "It was never filled, or the file is damaged.")
      }
      var length = [hsize_t(width)]
      let array = try HDF5Handle(H5Tarray_create2(canns_H5T_NATIVE_DOUBLE(), 1, &length), H5Tclose) { self.damaged(path) }
      let memory = try HDF5Handle(H5Tcreate(H5T_COMPOUND, 8 * width), H5Tclose) { self.damaged(path) }
      // A field of one number is stored as such and not as an array of one.
      let isArray = H5Tget_class(member.id) == H5T_ARRAY
      guard H5Tinsert(memory.id, field, 0, isArray ? array.id : canns_H5T_NATIVE_DOUBLE()) >= 0 else { throw damaged(path) }
      return try [Double](unsafeUninitializedCapacity: rows * width) { buffer, count in
        if rows > 0, let base = buffer.baseAddress {
          guard H5Dread(dataset.id, memory.id, canns_H5S_ALL(), canns_H5S_ALL(), canns_H5P_DEFAULT(), base) >= 0 else {
            throw unreadable(dataset.id, "\(path).\(field)")
          }
        }
        count = rows * width
      }
    }
  }

  private func fieldWidth(_ type: hid_t, _ path: String) throws -> Int {
    func isNumber(_ type: hid_t) -> Bool { [H5T_FLOAT, H5T_INTEGER].contains(H5Tget_class(type)) }
    if isNumber(type) { return 1 }
    guard H5Tget_class(type) == H5T_ARRAY, H5Tget_array_ndims(type) == 1 else { return 0 }
    let base = try HDF5Handle(H5Tget_super(type), H5Tclose) { self.damaged(path) }
    var length: hsize_t = 0
    guard isNumber(base.id), H5Tget_array_dims2(type, &length) >= 0 else { return 0 }
    return Int(clamping: length)
  }
}
