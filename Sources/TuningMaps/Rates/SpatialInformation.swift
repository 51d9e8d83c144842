import Foundation

/// Information of a spike about the place, bits per spike: Σ pᵢ (rᵢ / r̄) log₂ (rᵢ / r̄) with r̄ = Σ pᵢ rᵢ.
///
/// Source: Skaggs, McNaughton, Gothard and Markus 1993, An information-theoretic approach to deciphering the hippocampal code,
/// NIPS 5, 1030–1037.
/// - Parameters:
///   - rates: rᵢ in each bin, in any unit; bins with NaN are left out.
///   - occupancy: time spent in each bin, or its share; it is scaled so that the bins that are left sum to one.
/// - Returns: NaN for a silent cell and where there is no bin.
public func spatialInformation(rates: [Double], occupancy: [Double]) -> Double {
  var weight = 0.0
  var mean = 0.0
  for (rate, share) in zip(rates, occupancy) where rate.isFinite {
    weight += share
    mean += share * rate
  }
  guard weight > 0, mean > 0 else { return .nan }
  mean /= weight
  var information = 0.0
  for (rate, share) in zip(rates, occupancy) where rate.isFinite && rate > 0 {
    information += share / weight * rate / mean * log2(rate / mean)
  }
  return information
}
