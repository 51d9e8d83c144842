/// Where the parabola through three neighbouring values is largest, in steps from the middle one, which is the largest; 0 where
/// they do not bend.
func parabolicPeak(_ below: Double, _ at: Double, _ above: Double) -> Double {
  let curvature = below - 2 * at + above
  return curvature < 0 ? 0.5 * (below - above) / curvature : 0
}
