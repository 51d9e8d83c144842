import Yams

/// Reads one entry of the registry; what is missing or misspelt is named.
struct RegistryReading {
  var file: String
  var place: String

  func entry(_ node: Node) throws -> DatasetEntry {
    let fields = try mapping(
      node,
      keys: ["name", "title", "kind", "files", "licence", "citations", "origin", "page", "load", "notes"])
    let name = try text("name", fields)
    let here = RegistryReading(file: file, place: name)
    let kindName = try here.text("kind", fields)
    guard let kind = DatasetEntry.Kind(rawValue: kindName) else {
      throw here.bad("kind '\(kindName)' is unknown; known are embedded, simulated and download.")
    }
    let files = try here.list("files", fields).map { try here.file($0, kind: kind) }
    guard !files.isEmpty else { throw here.bad("it has no files.") }
    return DatasetEntry(
      name: name, title: try here.text("title", fields), kind: kind, files: files,
      licence: try here.text("licence", fields),
      citations: try here.list("citations", fields).map(here.citation),
      origin: try here.text("origin", fields), page: fields["page"]?.string,
      load: try here.text("load", fields), notes: try here.optionalList("notes", fields).compactMap(\.string))
  }

  private func file(_ node: Node, kind: DatasetEntry.Kind) throws -> DatasetFile {
    let fields = try mapping(node, keys: ["path", "url", "sha256", "bytes", "checksum-note"])
    var result = DatasetFile(path: try text("path", fields))
    let parts = result.path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) {
      throw bad("the path '\(result.path)' leads out of the folder of data, or to a hidden file.")
    }
    result.url = fields["url"]?.string
    if let url = result.url {
      guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
        throw bad("the address '\(url)' does not begin with https:// or http://.")
      }
    } else if kind == .download {
      throw bad("\(result.path) has no url.")
    }
    if let sum = fields["sha256"], sum != "null", let digits = sum.string?.lowercased() {
      guard digits.count == 64, digits.allSatisfy(\.isHexDigit) else {
        throw bad("the sha256 of \(result.path) is not 64 hexadecimal digits.")
      }
      result.sha256 = digits
    }
    if let size = fields["bytes"], size != "null" {
      guard let bytes = size.int, bytes >= 0 else {
        throw bad("the bytes of \(result.path) are not a whole number.")
      }
      result.bytes = bytes
    }
    result.checksumNote = fields["checksum-note"]?.string
    if result.sha256 == nil && result.checksumNote == nil {
      throw bad("\(result.path) has no sha256 and no checksum-note that says why.")
    }
    return result
  }

  private func citation(_ node: Node) throws -> DatasetCitation {
    let fields = try mapping(node, keys: ["text", "doi"])
    return DatasetCitation(text: try text("text", fields), doi: fields["doi"]?.string)
  }

  // MARK: Fields

  private func mapping(_ node: Node, keys: [String]) throws -> Node.Mapping {
    guard let fields = node.mapping else { throw bad("expected are lines of the form 'key: value'.") }
    for key in fields.keys where !keys.contains(key.string ?? "") {
      throw bad("the key '\(key.string ?? "?")' is unknown; known are \(keys.joined(separator: ", ")).")
    }
    return fields
  }

  private func text(_ key: String, _ fields: Node.Mapping) throws -> String {
    guard let value = fields[key]?.string, !value.isEmpty else { throw bad("it has no '\(key)'.") }
    return value
  }

  private func list(_ key: String, _ fields: Node.Mapping) throws -> [Node] {
    guard let value = fields[key]?.sequence else { throw bad("it has no list '\(key)'.") }
    return Array(value)
  }

  private func optionalList(_ key: String, _ fields: Node.Mapping) throws -> [Node] {
    fields[key] == nil ? [] : try list(key, fields)
  }

  private func bad(_ reason: String) -> DatasetError {
    .badRegistry(file: file, place: place, reason: reason)
  }
}
