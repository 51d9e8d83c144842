import Foundation

/// The path that leads from a folder to a file, with `..` for each step up; symbolic links of the folders are followed.
///
/// Neither has to be there.
package func relativePath(from folder: URL, to file: URL) -> String {
  let start = folder.standardizedFileURL.resolvingSymlinksInPath().path.split(separator: "/")
  let parent = file.standardizedFileURL.deletingLastPathComponent().resolvingSymlinksInPath().path.split(separator: "/")
  let shared = zip(start, parent).prefix { $0 == $1 }.count
  let up = [Substring](repeating: "..", count: start.count - shared)
  return (up + parent[shared...] + [Substring(file.standardizedFileURL.lastPathComponent)]).joined(separator: "/")
}
