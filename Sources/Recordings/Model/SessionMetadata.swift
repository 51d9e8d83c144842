/// What a file says of the session as a whole. Everything may be missing.
public struct SessionMetadata: Sendable, Equatable, Codable {
  /// A name that no other session has.
  public var identifier: String?
  public var description: String?
  /// ISO 8601 with the offset from UTC.
  public var startTime: String?
  /// The name of the animal or person.
  public var subjectID: String?
  /// Its species, as the file says it: a Latin name or a link to a taxonomy.
  public var species: String?
  /// `M`, `F`, `O` or `U` in NWB.
  public var sex: String?
  /// An ISO 8601 duration, for example `P90D`.
  public var age: String?
  /// What else is known of the animal.
  public var subjectDescription: String?
  /// The laboratory's name of the session, which with the subject names its file in an archive.
  public var sessionID: String?
  /// Names as `Last, First`.
  public var experimenters: [String]?
  /// Where it was recorded.
  public var institution: String?
  /// Whose laboratory it was.
  public var laboratory: String?
  /// What the session is found by.
  public var keywords: [String]?
  /// What recorded, for example a kind of probe.
  public var device: String?
  /// What the device is, in words.
  public var deviceDescription: String?

  public init(
    identifier: String? = nil, description: String? = nil, startTime: String? = nil, subjectID: String? = nil,
    species: String? = nil, sex: String? = nil, age: String? = nil
  ) {
    self.identifier = identifier
    self.description = description
    self.startTime = startTime
    self.subjectID = subjectID
    self.species = species
    self.sex = sex
    self.age = age
  }

  /// What this says, and what `other` says where this is silent.
  package func completed(by other: SessionMetadata?) -> SessionMetadata {
    guard let other else { return self }
    var result = self
    func fill<Value>(_ path: WritableKeyPath<SessionMetadata, Value?>) {
      if result[keyPath: path] == nil { result[keyPath: path] = other[keyPath: path] }
    }
    for path in Self.texts { fill(path) }
    fill(\.experimenters)
    fill(\.keywords)
    return result
  }

  private static var texts: [WritableKeyPath<SessionMetadata, String?>] {
    [
      \.identifier, \.description, \.startTime, \.subjectID, \.species, \.sex, \.age, \.subjectDescription, \.sessionID,
      \.institution, \.laboratory, \.device, \.deviceDescription,
    ]
  }

  /// What a file's content is known by beside the identifier, description, start and subject; empty where nothing is.
  var further: [String] {
    let texts: [(String, String?)] = [
      ("species", species), ("sex", sex), ("age", age), ("subject", subjectDescription), ("session", sessionID),
      ("institution", institution), ("lab", laboratory), ("device", device), ("device of", deviceDescription),
    ]
    let lists = [("experimenter", experimenters), ("keyword", keywords)].flatMap { name, list in
      (list ?? []).map { "\(name) \($0)" }
    }
    return texts.compactMap { name, text in text.map { "\(name) \($0)" } } + lists
  }
}
