import Schema

/// Where the regions stand on the ring.
public enum RingPlacement: String, Choice {
  /// Evenly, or as a folded bridge where there are as many regions as glomeruli and the signals agree.
  case auto
  /// Evenly, in the order of the regions.
  case even
  /// Glomeruli of the protocerebral bridge, each side once round.
  case bridge
  /// Where the correlations of their signals say.
  case seriation
}
