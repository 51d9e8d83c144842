import ArrayFiles
import FoundationEssentials

/// Zarr keeps arrays in a folder of files; NWB may be stored so. It is refused with what converts it.
enum ZarrFolder {
  /// What version 2 and version 3 put into each group and array.
  private static let marks = [".zgroup", ".zarray", "zarr.json", ".zmetadata", ".zattrs"]

  /// - Throws: `FileError` when the folder is one of Zarr.
  static func refuse(_ folder: FolderListing) throws {
    guard marks.contains(where: folder.has) else { return }
    let isNWB = marks.contains { name in
      guard folder.has(name), let file = try? InputFile(folder.file(name)),
        let bytes = try? file.bytes(at: 0, count: min(file.size, 1 << 20))
      else { return false }
      return String(decoding: bytes, as: UTF8.self).contains("NWBFile")
    }
    throw FileError.unusable(
      isNWB
        ? "this is NWB in a Zarr folder; NWB in HDF5 is read."
        : "this is a Zarr folder, which is not read; NPZ and HDF5 are.", file: folder.url.path,
      remedy: isNWB
        ? "Convert it with hdmf-zarr: open it with NWBZarrIO, and export it with pynwb.NWBHDF5IO('session.nwb', 'w')."
        : "In Python: numpy.savez('session.npz', **{name: array[:] for name, array in zarr.open('FOLDER', 'r').arrays()}).")
  }
}
