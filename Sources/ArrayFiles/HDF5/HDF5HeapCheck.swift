import Glibc

/// Checks the global heaps of an HDF5 file before the library reads them: variable-length elements and text stand there, and
/// the library (1.10.8) copies as many bytes as an object claims, without a look at where its heap ends.
///
/// Source: The HDF Group, "HDF5 File Format Specification", version 3, III.E.
enum HDF5HeapCheck {
  /// Larger files are not searched for their heaps.
  static let largestFile = 64 << 20
  /// `GCOL`, version 1 and three zeros.
  private static let signature: [UInt8] = [0x47, 0x43, 0x4F, 0x4C, 1, 0, 0, 0]

  /// - Throws: `FileError` when an object of a heap claims more than the heap has.
  static func check(_ file: InputFile) throws {
    guard file.size <= largestFile, file.size >= 64 else { return }
    let bytes = try file.bytes(at: 0, count: file.size)
    try bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      var place = 0
      while place + 16 <= buffer.count,
        let letter = memchr(start + place, Int32(signature[0]), buffer.count - place - 15)
      {
        place = UnsafeRawPointer(letter) - start
        guard memcmp(start + place, signature, signature.count) != 0 || isSound(buffer, at: place) else {
          throw FileError.unusable(
            "its store of texts and variable-length arrays at byte \(place) contradicts itself: the file is damaged.",
            file: file.name, remedy: "Fetch it again.")
        }
        place += 1
      }
    }
  }

  /// Each object has a number (0 for the space that is left), a count of references, its size, and its bytes padded to eight.
  private static func isSound(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
    guard start + 16 <= bytes.count, let size = length(bytes, start + 8), size >= 16, size <= bytes.count - start else {
      return false
    }
    var position = start + 16
    let end = start + size
    while position + 16 <= end {
      let number = bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self)
      guard let count = length(bytes, position + 8) else { return false }
      // The space that is left counts its own head; the library goes on behind it, with less for ever in the same place.
      if number == 0 {
        guard count >= 16, count <= end - position else { return false }
        position += count
        continue
      }
      guard count <= end - position - 16 else { return false }
      position += 16 + ((count + 7) & ~7)
    }
    return position <= end
  }

  private static func length(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int? {
    Int(exactly: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
  }
}
