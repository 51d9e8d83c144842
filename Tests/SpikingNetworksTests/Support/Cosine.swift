import Foundation

/// The cosine, for tests that import no more of Foundation.
func cosine(_ angle: Double) -> Double { cos(angle) }
