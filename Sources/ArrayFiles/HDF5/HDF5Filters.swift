import CHDF5

/// A filter that packed a dataset and that this HDF5 library does not have, so that it cannot unpack it.
///
/// Source: The HDF Group, "Registered Filter Plugins" (numbers and names).
struct MissingHDF5Filter: Equatable {
  private static let names: [Int32: String] = [
    4: "szip", 305: "lzo", 307: "bzip2", 32000: "lzf", 32001: "blosc", 32002: "mafisc", 32003: "snappy", 32004: "lz4",
    32008: "bitshuffle", 32013: "zfp", 32015: "zstd", 32016: "b3d", 32017: "sz", 32018: "fcidecomp", 32019: "jpeg",
    32023: "ffmpeg", 32024: "sz3", 32025: "delta-rice", 32026: "blosc2", 32028: "jpeg-xl",
  ]

  /// The number under which it is registered.
  let number: Int32

  var name: String { MissingHDF5Filter.names[number] ?? "number \(number)" }

  /// The first filter of a dataset that is not built in; `nil` when all are.
  init?(of dataset: hid_t) {
    let list = H5Dget_create_plist(dataset)
    guard list >= 0 else { return nil }
    defer { H5Pclose(list) }
    for index in 0..<max(0, H5Pget_nfilters(list)) {
      var (flags, configuration): (UInt32, UInt32) = (0, 0)
      var valueCount = 0
      let number = H5Pget_filter2(list, UInt32(index), &flags, &valueCount, nil, 0, nil, &configuration)
      if number > 0, H5Zfilter_avail(number) <= 0 {
        self.number = number
        return
      }
    }
    return nil
  }
}

extension HDF5File {
  /// Why a dataset that is there cannot be read: a filter is not built in, or the file is damaged.
  func unreadable(_ dataset: hid_t, _ path: String) -> FileError {
    guard let filter = MissingHDF5Filter(of: dataset) else { return damaged(path) }
    return .unusable(
      "it is packed with the HDF5 filter \(filter.name), which is not built in here; the file need not be damaged.",
      file: name, place: path,
      remedy: "Unpack it where the filter is installed: h5repack -f NONE IN OUT (h5py has lzf, hdf5plugin most others).")
  }
}
