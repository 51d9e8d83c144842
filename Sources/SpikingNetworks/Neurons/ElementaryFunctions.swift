import Foundation

// The functions of the C library under names that closures and lanes can use without asking which overload is meant.

/// e^x.
func exponential(_ x: Double) -> Double { exp(x) }
/// e^x − 1 without loss near 0.
func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }
/// The natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }

/// x/(e^x − 1), the shape of rates with a removable singularity at 0.
func bernoulli(_ x: Double) -> Double { abs(x) < 1e-8 ? 1 - x / 2 : x / expm1(x) }
