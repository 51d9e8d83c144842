import CCrypto
import FoundationEssentials

/// The SHA-256 of a file (FIPS 180-4) as 64 hexadecimal digits, read in blocks of 1 MiB.
///
/// - Throws: `FileError` when the file cannot be read.
public func sha256(of url: URL) throws -> String {
  let file = try InputFile(url)
  let digest = try SHA256Digest()
  var position = 0
  while position < file.size {
    let count = min(1 << 20, file.size - position)
    try file.bytes(at: position, count: count).withUnsafeBytes { try digest.update($0) }
    position += count
  }
  return try digest.finish()
}

/// The SHA-256 of bytes as 64 hexadecimal digits.
public func sha256(_ bytes: some Sequence<UInt8>) throws -> String {
  let digest = try SHA256Digest()
  try Array(bytes).withUnsafeBytes { try digest.update($0) }
  return try digest.finish()
}

/// The SHA-256 of a recording: of the file itself, or of a folder or session the SHA-256 of the text that has a line
/// `<SHA-256 of the file>  <name relative to the folder>\n`, as `sha256sum` prints it, for each file that is read, sorted by
/// the bytes of the names. Files that the layout does not read do not count.
///
/// - Parameters:
///   - files: the files that are read (`ArraySource.files`).
///   - url: the recording as it was named: a file or a folder.
/// - Throws: `FileError` when a file cannot be read.
public func sha256(of files: [URL], in url: URL) throws -> String {
  if files == [url] { return try sha256(of: url) }
  // A session that was named by one of its files has the checksum of its folder.
  let isFile = files.contains { $0.standardizedFileURL.path == url.standardizedFileURL.path }
  let root = (isFile ? url.deletingLastPathComponent() : url).standardizedFileURL.path
  let lines = try files.map { file -> (name: String, digest: String) in
    let path = file.standardizedFileURL.path
    let name = path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : file.lastPathComponent
    return (name, try sha256(of: file))
  }
  let sorted = lines.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  return try sha256(sorted.map { "\($0.digest)  \($0.name)\n" }.joined().utf8)
}

/// A SHA-256 being computed, by OpenSSL's libcrypto.
package final class SHA256Digest {
  private let context: OpaquePointer

  package init() throws {
    guard let context = EVP_MD_CTX_new() else { throw SHA256Digest.failure }
    self.context = context
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { throw SHA256Digest.failure }
  }

  deinit { EVP_MD_CTX_free(context) }

  package func update(_ bytes: UnsafeRawBufferPointer) throws {
    guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else { throw SHA256Digest.failure }
  }

  package func finish() throws -> String {
    var result = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    guard EVP_DigestFinal_ex(context, &result, &count) == 1 else { throw SHA256Digest.failure }
    return result.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }

  private static var failure: FileError {
    FileError(.inputOutput, problem: "OpenSSL could not compute a SHA-256.")
  }
}
