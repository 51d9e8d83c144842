import DimensionReduction
import Schema

/// Parameters of a picture by UMAP.
public struct UMAPReductionParameters: ParameterTable, PictureParameters {
  /// Of what the picture is made.
  public var picture = PictureOptions()
  /// The graph and its layout; its dimensions are those of `picture`.
  public var layout = UMAPParameters()
  /// Passes over the graph; 0 for 500 up to 10,000 bins and 200 above.
  public var epochs: Int {
    get { layout.epochs ?? 0 }
    set { layout.epochs = newValue == 0 ? nil : newValue }
  }
  /// Layouts from seeds that follow each other; the first is the picture, the others say how stable it is.
  public var layouts = 5
  /// Where the layout starts.
  public var start = PictureStart.spectral
  /// What is known of the bins and shapes the picture with them.
  public var target = PictureTarget.none
  /// How much that counts, 0 to 1.
  public var targetWeight = 0.5
  /// A results folder with a picture of another session to which this one is aligned; empty for none.
  public var alignedTo = ""
  /// Share of the way back to its place in the other picture that a bin goes in each pass.
  public var alignment = 0.02
  /// The program whose way of doing it is taken.
  public var compatibility = UMAPCompatibility.none

  public init() {}

  public static let parameters: [Parameter<UMAPReductionParameters>] =
    (PictureOptions.parameters + PictureOptions.neighbourSearch).map { $0.within(\.picture) } + [
      fitting(
        Parameter(
          "neighbors", \.layout.neighbours, help: "neighbours of a bin in the graph, itself counted",
          source: "McInnes et al. 2018")),
      fitting(
        Parameter(
          "min-dist", \.layout.minimumDistance, help: "how close bins may come in the picture, in units of its spread",
          source: "McInnes et al. 2018")),
      fitting(Parameter("spread", \.layout.spread, help: "scale of the picture", source: "McInnes et al. 2018")),
      fitting(Parameter("epochs", \.epochs, help: "passes over the graph; 0 takes 500 up to 10,000 bins and 200 above")),
      fitting(
        Parameter("layouts", \.layouts, help: "layouts from as many seeds, which say how stable the picture is; 1 for none")),
      Parameter(
        "start", \.start,
        help: "spectral, or coordinates: the decoded angles on a ring or torus; the picture then presumes what decode found"
      ).only("without --from and --align-to") { $0.picture.from.isEmpty && $0.alignedTo.isEmpty },
      fitting(
        Parameter(
          "target", \.target,
          help: "shape the picture by what was measured or decoded too (supervised); it is then no evidence that the "
            + "population knows it")),
      Parameter("target-weight", \.targetWeight, help: "how much the target counts, 0 to 1")
        .only("with --target") { $0.target != .none },
      fitting(
        Parameter(
          "align-to", \.alignedTo,
          help: "results folder with a picture by UMAP of another session of the same cells, to which this one is aligned")),
      Parameter(
        "alignment", \.alignment, help: "share of the way back to its place in the other picture that a bin goes in each pass"
      ).only("with --align-to") { !$0.alignedTo.isEmpty },
      fitting(
        Parameter(
          "compat", \.compatibility,
          help: "umap-learn: edges in that program's order, on one thread; the graph, which is the same anyhow, is kept")),
    ]

  public func validate() throws {
    try picture.validate()
    try picture.require(neighbours: layout.neighbours)
    try require(layout.spread > 0 && layout.spread <= 1000, "spread", "\(layout.spread) is not above 0 and up to 1000.")
    try require(
      layout.minimumDistance >= 0 && layout.minimumDistance <= layout.spread, "min-dist",
      "\(layout.minimumDistance) is not between 0 and the spread (\(layout.spread)).")
    try require((1...100).contains(layouts), "layouts", "\(layouts) is not in 1...100.")
    try require((0...100_000).contains(epochs), "epochs", "\(epochs) is not in 0...100000.")
    try require(
      start == .spectral || picture.dimensions >= 2, "start", "the decoded coordinates need at least two dimensions.")
    try require(targetWeight > 0 && targetWeight <= 1, "target-weight", "\(targetWeight) is not above 0 and up to 1.")
    try require(alignment >= 0 && alignment <= 1, "alignment", "\(alignment) is not in 0...1.")
    try require(
      picture.from.isEmpty || alignedTo.isEmpty, "align-to",
      "bins are either placed in the picture of another folder (--from) or laid out beside it (--align-to).")
    try require(
      compatibility == .none || alignedTo.isEmpty, "compat", "umap-learn's order of edges has no other picture to hold to.")
  }
}

/// Where the layout of a picture starts.
public enum PictureStart: String, Choice {
  /// The leading eigenvectors of the neighbour graph.
  case spectral
  /// The decoded circular coordinates.
  case coordinates
}

/// What a picture is shaped by beside the activity.
public enum PictureTarget: String, Choice {
  /// Nothing.
  case none
  /// Where the animal was.
  case position
  /// The direction of its head.
  case headDirection = "head-direction"
  /// How fast it was.
  case speed
  /// The decoded angles.
  case coordinates
}

/// The program whose way of laying out is taken.
public enum UMAPCompatibility: String, Choice {
  /// Our own: the same bytes for any number of threads.
  case none
  /// umap-learn with a seed.
  case umapLearn = "umap-learn"
}
