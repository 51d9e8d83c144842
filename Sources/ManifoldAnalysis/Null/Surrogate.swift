import DimensionReduction
import Schema

/// How a draw of the null distribution is made.
extension Surrogate: Choice {}
