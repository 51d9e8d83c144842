import Schema

extension UMAPReduction {
  /// As headlines say it.
  public static let method = "UMAP"
  /// Stands in the caption.
  public static let meaning = "Distances between far parts, sizes and densities mean nothing here."

  /// A start from the decoded coordinates.
  public static func presumption(_ parameters: UMAPReductionParameters) -> String {
    var sentences: [String] = []
    if parameters.start == .coordinates {
      sentences.append(
        "The layout started from the decoded coordinates: the picture presumes the shape that cohomology found and is no "
          + "evidence for it.")
    }
    if parameters.target != .none {
      sentences.append(
        "The picture was shaped by the \(parameters.target.rawValue) too and is no evidence that the population knows it.")
    }
    if !parameters.alignedTo.isEmpty { sentences.append("It is held to the picture of \(parameters.alignedTo).") }
    return sentences.joined(separator: " ")
  }
}
