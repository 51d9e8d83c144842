/// One data set of the registry.
public struct DatasetEntry: Sendable, Equatable {
  /// Where its files come from.
  public enum Kind: String, Sendable, CaseIterable {
    /// Recorded data that lie in the repository.
    case embedded
    /// Made by this program from a seed; never a recording.
    case simulated
    /// On a public server, fetched on demand.
    case download
  }

  /// What it is called by: `grid-module`.
  public var name: String
  /// What it is, in a line.
  public var title: String
  /// Where its files come from.
  public var kind: Kind
  /// All files that belong to it.
  public var files: [DatasetFile]
  /// The name of the licence of its files.
  public var licence: String
  /// What to cite when it is used.
  public var citations: [DatasetCitation]
  /// Who recorded or made it, and where it was taken from.
  public var origin: String
  /// The page that describes it, for a browser.
  public var page: String?
  /// The command that analyses it.
  public var load: String
  /// What to know before using it.
  public var notes: [String]

  public init(
    name: String, title: String, kind: Kind, files: [DatasetFile], licence: String,
    citations: [DatasetCitation], origin: String, page: String? = nil, load: String, notes: [String] = []
  ) {
    self.name = name
    self.title = title
    self.kind = kind
    self.files = files
    self.licence = licence
    self.citations = citations
    self.origin = origin
    self.page = page
    self.load = load
    self.notes = notes
  }

  /// Total size of the files in bytes; `nil` when a size is not known.
  public var bytes: Int? {
    let sizes = files.compactMap(\.bytes)
    return sizes.count == files.count ? sizes.reduce(0, +) : nil
  }
}

/// One file of a data set.
public struct DatasetFile: Sendable, Equatable {
  /// Its path in the folder of data, with `/` between parts.
  public var path: String
  /// Where it is downloaded from.
  public var url: String?
  /// SHA-256 as 64 lower-case hexadecimal digits; `nil` only with a `checksumNote`.
  public var sha256: String?
  /// Its length; `nil` when it is not known.
  public var bytes: Int?
  /// Why there is no checksum.
  public var checksumNote: String?

  public init(
    path: String, url: String? = nil, sha256: String? = nil, bytes: Int? = nil, checksumNote: String? = nil
  ) {
    self.path = path
    self.url = url
    self.sha256 = sha256
    self.bytes = bytes
    self.checksumNote = checksumNote
  }
}

/// A publication to cite.
public struct DatasetCitation: Sendable, Equatable {
  /// Authors, year, title and journal.
  public var text: String
  /// Without `https://doi.org/`; `nil` when there is none.
  public var doi: String?

  public init(text: String, doi: String? = nil) {
    self.text = text
    self.doi = doi
  }
}
