import Schema

/// What a verdict shows and what it does not: bars are about the states of the cells that were recorded, not about what makes
/// them.
extension Homology {
  /// `nil` for a verdict that claims no manifold.
  static func meaning(of shape: Verdict.Shape) -> String? {
    switch shape {
    case .ring:
      sentence {
        "A ring shows that one angle describes what these cells do together. It does not show an attractor: cells that are "
        "each tuned to the heading, or to the place on a loop, and know nothing of each other have the same ring. "
        persistence("ring", input: "heading")
      }
    case .torus:
      sentence {
        "A torus shows that two angles describe what these cells do together. It does not show an attractor: independent grid "
        "cells of one module, each driven by the position alone, have the same torus. "
        persistence("torus", input: "position")
      }
    case .none, .structure, .untested: nil
    }
  }

  private static func persistence(_ shape: String, input: String) -> String {
    "An attractor would keep the \(shape), and the cells their places on it, where the \(input) does not drive them: in sleep, "
      + "in darkness, in another arena (decode --tuning-from compares two sessions)."
  }
}
