extension UMAPReduction: PictureStage {
  /// As headlines say it.
  public static let method = "UMAP"
  /// Stands in the caption.
  public static let meaning = "Distances between far parts, sizes and densities mean nothing here."

  /// A start from the decoded coordinates.
  public static func presumption(_ parameters: UMAPReductionParameters) -> String {
    guard parameters.start == .coordinates else { return "" }
    return "The layout started from the decoded coordinates: the picture presumes the shape that cohomology found and is no "
      + "evidence for it."
  }
}
