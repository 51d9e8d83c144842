/// Which neurons of two populations are joined.
public enum Connection: Sendable, Equatable {
  /// Every pair; a neuron with itself only when asked for.
  case allToAll(allowsSelf: Bool)
  /// Neurons of the same number.
  case oneToOne
  /// So many pairs in all; each pair at most once, unless several are allowed.
  case fixedTotalNumber(Int, allowsMultiple: Bool, allowsSelf: Bool)
  /// So many sources of each target.
  case fixedInDegree(Int, allowsMultiple: Bool, allowsSelf: Bool)
  /// So many targets of each source.
  case fixedOutDegree(Int, allowsMultiple: Bool, allowsSelf: Bool)
  /// Every pair with a probability.
  case probability(Double, allowsSelf: Bool)
  /// A ring of neighbours of which some are moved (Watts & Strogatz 1998): to how many neighbours, half on each side, and the
  /// probability with which one is replaced by any other.
  case smallWorld(neighbors: Int, rewiring: Double)
  /// By the distance between the places of the neurons.
  case distance(DistanceKernel)
  /// Windows of sheets of neurons, with weights that all windows share: one for all, or one for each place of the kernel.
  case convolution(SheetConvolution)
  /// Windows of sheets of neurons, of which mean or maximum arrives.
  case pooling(SheetPooling)
  /// Listed pairs.
  case pairs(sources: [Int], targets: [Int])

  /// Whether it leaves out a neuron's own.
  var avoidsSelf: Bool {
    switch self {
    case .allToAll(let allowsSelf), .fixedTotalNumber(_, _, let allowsSelf), .fixedInDegree(_, _, let allowsSelf),
      .fixedOutDegree(_, _, let allowsSelf), .probability(_, let allowsSelf):
      !allowsSelf
    case .distance(let kernel): !kernel.allowsSelf
    case .oneToOne, .smallWorld, .convolution, .pooling, .pairs: false
    }
  }

  /// How it is called in a simulation file.
  public var name: String {
    switch self {
    case .allToAll: "all-to-all"
    case .oneToOne: "one-to-one"
    case .fixedTotalNumber: "fixed-total-number"
    case .fixedInDegree: "fixed-in-degree"
    case .fixedOutDegree: "fixed-out-degree"
    case .probability: "probability"
    case .smallWorld: "small-world"
    case .distance: "distance"
    case .convolution(let windows): windows.isTransposed ? "transposed-convolution" : "convolution"
    case .pooling(let windows): windows.rule == .average ? "average-pooling" : "max-pooling"
    case .pairs: "pairs"
    }
  }
}

/// How weight or probability falls with the distance between two neurons.
public struct DistanceKernel: Sendable, Equatable {
  /// The form.
  public enum Shape: String, Sendable, CaseIterable {
    /// e^(−d²/2w²).
    case gaussian
    /// e^(−d/w).
    case exponential
    /// e^((cos d − 1)/w²), of an angle d.
    case vonMises = "von-mises"
    /// cos d, of an angle.
    case cosine
    /// The difference of two Gaussians of widths w and ratio · w, and areas 1 and balance.
    case mexicanHat = "mexican-hat"
    /// 1 up to w, 0 beyond.
    case box
  }

  /// How the neurons of both populations are placed.
  public enum Geometry: String, Sendable, CaseIterable {
    /// Evenly on a circle of 2π; populations of different sizes share it.
    case ring
    /// Evenly on a line from 0 to 1.
    case line
    /// On a square sheet of 1 × 1, row by row; the sides are the square roots of the sizes.
    case sheet
    /// The same on a torus of 2π × 2π.
    case torus
  }

  /// What the kernel decides.
  public enum Use: String, Sendable, CaseIterable {
    /// The weight is multiplied by it; every pair within the cutoff is joined.
    case weight
    /// Pairs are joined with it as probability.
    case probability
  }

  /// The form.
  public var shape: Shape
  /// The width, in units of the geometry: radians on ring and torus.
  public var width: Double
  /// Where the neurons are.
  public var geometry: Geometry
  /// What it decides.
  public var use: Use
  /// Pairs further apart are not joined.
  public var cutoff: Double
  /// The distance that is subtracted before: shifts the kernel along ring or line, for velocity input.
  public var shift: Double
  /// Of the second Gaussian of a Mexican hat.
  public var ratio: Double
  /// Area of the second Gaussian of a Mexican hat, that of the first being 1.
  public var balance: Double
  /// Whether a neuron is joined with itself.
  public var allowsSelf: Bool

  public init(
    shape: Shape, width: Double, geometry: Geometry = .ring, use: Use = .weight, cutoff: Double = .infinity,
    shift: Double = 0, ratio: Double = 2, balance: Double = 1, allowsSelf: Bool = true
  ) {
    self.shape = shape
    self.width = width
    self.geometry = geometry
    self.use = use
    self.cutoff = cutoff
    self.shift = shift
    self.ratio = ratio
    self.balance = balance
    self.allowsSelf = allowsSelf
  }
}

/// How the pairs of a projection are written down before the network is built. What is simulated is the same for each.
public enum Representation: String, Sendable, CaseIterable {
  /// Rows by source.
  case csr
  /// Columns by target.
  case csc
  /// A list of pairs.
  case coo
  /// A matrix with a place for each pair.
  case mat
}
