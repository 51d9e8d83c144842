import ArrayFiles
import Schema

/// What files of poses hold beside the places of points and their scores.
extension PoseTable {
  /// Paths of the arrays and columns that are not read.
  func unread(_ source: ArraySource) -> [String] {
    let paths = source.items.filter { !$0.isContainer && !$0.path.hasPrefix("@") }.map(\.path)
    switch program {
    case "SLEAP" where source.format == "HDF5":
      return paths.filter { !["/tracks", "/node_names", "/track_names", "/point_scores"].contains($0) }
    case "SLEAP":
      let parts = Set(paths.filter { $0.hasSuffix(".x") }.map { String($0.dropLast(2)) })
      let plain: Set = ["frame_idx", "track", "node", "x", "y", "score"]
      return paths.filter { path in
        let dot = path.lastIndex(of: ".")
        let isPoint = dot.map { parts.contains(String(path[..<$0])) } ?? false
        return !isPoint && !plain.contains(path) && !path.hasSuffix(".track")
      }
    case "Anipose":
      return paths.filter { path in
        path != "fnum" && !["_x", "_y", "_z", "_score"].contains { path.hasSuffix($0) }
      }
    case "Trodes": return paths.filter { !["time", "xloc", "yloc", "xloc2", "yloc2"].contains($0) }
    default: return []
    }
  }
}

extension PoseReading {
  /// Lists what was not read; how sure a tracker was of who is who is a warning where there are several animals.
  mutating func noteUnread(_ source: ArraySource) {
    let unread = table.unread(source)
    guard !unread.isEmpty else { return }
    findings.append(
      Finding(
        .found, "other arrays",
        "not used: \(firstNames(unread, RecordingReading.mostListed)); the places of points and their scores are read alone."))
    let identities = unread.filter { $0.hasSuffix("tracking_scores") || $0.hasSuffix("tracking_score") }
    guard let path = identities.first, table.tracks.count > 1 else { return }
    findings.append(
      Finding(
        .warning, "position",
        "\(path) says how sure \(table.program) is of which of the \(table.tracks.count) tracks an animal is, and was not "
          + "used: animals may be exchanged."))
  }
}
