import Recordings
import Stages

/// What the embedding reads: a recording, or an earlier embedding of which a part is taken.
public enum EmbeddingInput: StageInput {
  /// A recording.
  case recording(Recording)
  /// The embedding of another results folder, and the parameters that it was made with.
  case part(of: EmbeddingResult, madeWith: [ParameterRecord])

  public init(_ recording: Recording) { self = .recording(recording) }

  public static let requirements: [Requirement] = [.recording]
  public init(from source: InputSource, for consumer: String) throws {
    if let (whole, record) = try source.whole(of: Embedding.self, neededBy: consumer) {
      self = .part(of: whole, madeWith: record.parameters)
    } else {
      self = .recording(try source.recording(neededBy: consumer))
    }
  }
}
