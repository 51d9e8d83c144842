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
}
