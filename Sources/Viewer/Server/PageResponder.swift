import HummingbirdCore
import Plotting
import Schema

/// Answers the requests for the page and its numbers to those who know the token.
struct PageResponder: Sendable {
  let token: String
  let folders: [WatchedFolder]
  /// A list of identifiers is longer than this in no recording.
  private static let longestSelection = 1 << 20

  func response(to request: Request) async -> Response {
    let isRead = request.method == .get || request.method == .head
    guard isLocal(request.head.authority), let path = allowedPath(request.uri.path) else {
      return Answer.refusal(403, "Open the whole address that 'canns-analyze view' printed: its token is the key.")
        .response(withBody: request.method != .head)
    }
    if isRead { return answer(path, query: Query(request.uri.query ?? "")).response(withBody: request.method == .get) }
    guard request.method == .put, let (folder, rest) = folder(path), rest == "kept" else {
      return Answer.refusal(405, "That can only be read.").response(withBody: true)
    }
    guard let body = try? await request.body.collect(upTo: Self.longestSelection) else {
      return Answer.refusal(413, "The list of cells is too long.").response(withBody: true)
    }
    return folder.keep(String(buffer: body)).response(withBody: true)
  }

  /// A page of the network that resolves its own name to this machine asks under that name.
  private func isLocal(_ authority: String?) -> Bool {
    let host = (authority ?? "").split(separator: ":").first ?? ""
    return host == "127.0.0.1" || host == "localhost"
  }

  /// What stands behind the token; `nil` without it. Compared to the end, so that the time tells nothing.
  private func allowedPath(_ path: String) -> Substring? {
    let start = "/\(token)/"
    let (given, expected) = (Array(path.utf8.prefix(start.utf8.count)), Array(start.utf8))
    guard given.count == expected.count, zip(given, expected).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else { return nil }
    return path.dropFirst(start.count)
  }

  /// `0/rows` is about the first folder.
  private func folder(_ path: Substring) -> (ServedFolder, Substring)? {
    guard let slash = path.firstIndex(of: "/"), let index = Int(path[..<slash]), let folder = folders[safe: index] else {
      return nil
    }
    return (folder.served, path[path.index(after: slash)...])
  }

  private func answer(_ path: Substring, query: Query) -> Answer {
    switch path {
    case "": .text(viewerPage, type: "text/html")
    case "style.css": .text(viewerStyle, type: "text/css")
    case "colors": .json(colors)
    case "folders": .json(JSONValue(folders.map(\.served.name)))
    case "changes": .json(.array(folders.map { $0.look() }))
    default:
      if let script = viewerScripts[String(path)] {
        .text(script, type: "text/javascript")
      } else if let (folder, rest) = folder(path) {
        folder.answer(to: rest, query: query)
      } else {
        .refusal(404, "There is nothing of this name.")
      }
    }
  }

  /// The colours of all figures of the program.
  private var colors: JSONValue {
    func table(_ map: ColorMap) -> JSONValue { .array(map.table.map { .integer(Int($0)) }) }
    return .record([
      "sequential": table(.viridis), "cyclic": table(.phaseLoop), "diverging": table(.blueRed),
    ])
  }
}
