import Foundation
import Stages

/// One session of a group: a results folder, with the name under which the group shows it.
public struct GroupMember: Sendable {
  /// What a manifest says of a session besides where it is: `animal`, `R`.
  public struct Label: Sendable, Equatable {
    /// The name of the column.
    public var name: String
    /// What stands there; may be empty.
    public var text: String

    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// Not the name of another member.
  public var name: String
  /// Where its results are.
  public var folder: ResultsFolder
  /// In the order of the manifest; all members have the same names.
  public var labels: [Label]

  public init(name: String, folder: ResultsFolder, labels: [Label] = []) {
    self.name = name
    self.folder = folder
    self.labels = labels
  }

  /// Members for folders that nobody has named: by the last parts of their paths, as many as it takes to tell them apart.
  ///
  /// A folder that is named twice is one member.
  public static func named(_ urls: [URL]) -> [GroupMember] {
    var folders: [(url: URL, parts: [Substring])] = []
    for url in urls {
      let parts = url.standardizedFileURL.resolvingSymlinksInPath().path.split(separator: "/")
      if !folders.contains(where: { $0.parts == parts }) { folders.append((url, parts)) }
    }
    return folders.map { folder in
      var count = 1
      while count < folder.parts.count,
        folders.contains(where: { $0.parts != folder.parts && $0.parts.suffix(count) == folder.parts.suffix(count) })
      {
        count += 1
      }
      return GroupMember(
        name: folder.parts.suffix(count).joined(separator: "/"), folder: ResultsFolder(url: folder.url))
    }
  }
}

/// A session that was to be in a group and has no results.
public struct AbsentMember: Sendable, Equatable {
  /// As a member has it.
  public var name: String
  /// Why, as a sentence.
  public var reason: String

  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }
}
