import ArrayFiles
import Foundation
import TestSupport
import Testing

@Suite struct HDF5HeapCheckTests {
  /// h5dump 1.10.8 crashes on such a file: an object of the heap claims more bytes than there are.
  @Test func heapsThatClaimTooMuchAreRefused() throws {
    let folder = try TemporaryFolder()
    var bytes = [UInt8](try Data(contentsOf: fixture("v73_special.mat")))
    let heap = try #require(bytes.indices.dropLast(4).first { Array(bytes[$0..<$0 + 4]) == Array("GCOL".utf8) })
    // The size of the first object, after the heap's header of 16 bytes and the object's number and count.
    bytes[heap + 16 + 8 + 6] = 0x80
    try Data(bytes).write(to: folder.file("heap.mat"))
    let error = #expect(throws: FileError.self) { try ArraySource(arraysOf: folder.file("heap.mat")) }
    #expect(error?.description.contains("contradicts itself") ?? false)
  }

  /// The library goes round for ever in a heap whose free space says that it has no bytes, not even those of its own head.
  @Test func freeSpaceWithoutBytesIsRefused() throws {
    let folder = try TemporaryFolder()
    var bytes = [UInt8](try Data(contentsOf: fixture("v73_special.mat")))
    let heap = try #require(bytes.indices.dropLast(4).first { Array(bytes[$0..<$0 + 4]) == Array("GCOL".utf8) })
    var object = heap + 16
    while bytes[object] != 0 || bytes[object + 1] != 0 {
      object += 16 + (Int(bytes[object + 8]) + 256 * Int(bytes[object + 9]) + 7) & ~7
    }
    for place in object + 8..<object + 16 { bytes[place] = 0 }
    try Data(bytes).write(to: folder.file("heap.mat"))
    let clock = ContinuousClock()
    let start = clock.now
    #expect(throws: FileError.self) { try ArraySource(arraysOf: folder.file("heap.mat")) }
    #expect(clock.now - start < .seconds(10))
  }

  /// Files of HDF5, h5py, hdf5storage and MATLAB itself pass.
  @Test(arguments: ["small.h5", "v73.mat", "v73_special.mat"])
  func soundFilesPass(name: String) throws {
    #expect(try !ArraySource(arraysOf: fixture(name)).items.isEmpty)
  }
}
