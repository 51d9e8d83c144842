import ArrayFiles
import FoundationEssentials

extension ArraySource {
  /// Opens what a recording may be: a file by what it starts with, not by its extension; a folder by the layout that knows it.
  ///
  /// - Parameters:
  ///   - asSession: whether a file that belongs to a session of several files, such as `F.npy` of suite2p, stands for all
  ///     of it; when false it stands for the arrays in it.
  ///   - threads: for unpacking compressed arrays; what is read does not depend on it.
  /// - Throws: `FileError` when it is missing or of no format that is read.
  public init(contentsOf url: URL, asSession: Bool = true, threads: Int = 1) throws {
    if let folder = try ArraySource.folder(url) {
      self = folder
      return
    }
    let file = try InputFile(url)
    if asSession, file.size > 0 {
      let start = try file.bytes(at: 0, count: min(file.size, 128))
      if let session = try ArraySource.session(ofFile: url, start: start) {
        self = session
        return
      }
      if let dictionary = try ArraySource.npyDictionary(url) {
        self = dictionary
        return
      }
    }
    try self.init(arraysOf: file, threads: threads) {
      if let poses = try ArraySource.deepLabCutTable(file) ?? ArraySource.trodesTrackingFile(file) { return poses }
      if let table = try ArraySource.motiveTable(file) ?? ArraySource.inscopixTable(file) { return table }
      guard url.pathExtension.lowercased() == "py" else { return nil }
      throw FileError.unusable(
        "this is a Python program, which is never run; params.py belongs to a folder of Phy.", file: file.name,
        remedy: "Name the folder with spike_times.npy.")
    }
    self = withRegionColumns()
  }
}
