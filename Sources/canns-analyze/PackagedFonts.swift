import Foundation

/// The fonts that a packaged release brings along.
enum PackagedFonts {
  /// Lets the library that finds fonts (fontconfig, asked by Cairo) read `PREFIX/share/canns-analyze/fonts.conf` of a program
  /// that stands in `PREFIX/bin`: a machine without fonts or without a configuration of them draws text all the same.
  ///
  /// Does nothing where there is no such file, as in a folder of builds, or where the user has named a configuration. Has to
  /// come before the first thread, since it sets `FONTCONFIG_FILE` of the process.
  static func use() {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    guard count > 0, count < bytes.count else { return }
    var prefix = bytes[..<count]
    for _ in 1...2 {
      guard let slash = prefix.lastIndex(of: CChar(bitPattern: UInt8(ascii: "/"))) else { return }
      prefix = prefix[..<slash]
    }
    // Kept as bytes: the folder's name need not be UTF-8.
    let file = Array(prefix) + "/share/canns-analyze/fonts.conf".utf8CString
    if access(file, R_OK) == 0 { setenv("FONTCONFIG_FILE", file, 0) }
  }
}
