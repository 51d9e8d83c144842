import DimensionReduction
import Schema

/// Parameters of a picture by UMAP.
public struct UMAPReductionParameters: ParameterTable {
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

  public init() {}

  public static let parameters: [Parameter<UMAPReductionParameters>] =
    PictureOptions.parameters.map { $0.within(\.picture) } + [
      Parameter(
        "neighbors", \.layout.neighbours, help: "neighbours of a bin in the graph, itself counted",
        source: "McInnes et al. 2018"),
      Parameter(
        "min-dist", \.layout.minimumDistance, help: "how close bins may come in the picture, in units of its spread",
        source: "McInnes et al. 2018"),
      Parameter("spread", \.layout.spread, help: "scale of the picture", source: "McInnes et al. 2018"),
      Parameter("epochs", \.epochs, help: "passes over the graph; 0 takes 500 up to 10,000 bins and 200 above"),
      Parameter(
        "layouts", \.layouts, help: "layouts from as many seeds, which say how stable the picture is; 1 for none"),
      Parameter(
        "start", \.start,
        help: "spectral, or coordinates: the decoded angles on a ring or torus; the picture then presumes what decode found"),
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
  }
}

/// Where the layout of a picture starts.
public enum PictureStart: String, Choice {
  /// The leading eigenvectors of the neighbour graph.
  case spectral
  /// The decoded circular coordinates.
  case coordinates
}
