import CCrypto
import FoundationEssentials

/// The SHA-256 of a file (FIPS 180-4) as 64 hexadecimal digits, read in blocks of 1 MiB.
///
/// - Throws: `RecordingError` when the file cannot be read.
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

/// A SHA-256 being computed, by OpenSSL's libcrypto.
final class SHA256Digest {
  private let context: OpaquePointer

  init() throws {
    guard let context = EVP_MD_CTX_new() else { throw SHA256Digest.failure }
    self.context = context
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { throw SHA256Digest.failure }
  }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: UnsafeRawBufferPointer) throws {
    guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else { throw SHA256Digest.failure }
  }

  func finish() throws -> String {
    var result = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    guard EVP_DigestFinal_ex(context, &result, &count) == 1 else { throw SHA256Digest.failure }
    return result.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }

  private static var failure: RecordingError {
    RecordingError(.inputOutput, problem: "OpenSSL could not compute a SHA-256.")
  }
}
