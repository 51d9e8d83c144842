import ArrayNumerics

/// One start of the scan and what became of it.
package struct LatentStart: Sendable {
  /// Smoothing, s, and components; `nil` for the classes of `tda`.
  package var sigma: Double?
  package var components: Int?
  /// 0 for the longest bar.
  package var classNumber: Int
  /// Coarse angles of each bin of the decoder, rad.
  package var angles: Matrix<Double>
  package var logLikelihood = -Double.infinity

  package init(sigma: Double? = nil, components: Int? = nil, classNumber: Int, angles: Matrix<Double>) {
    (self.sigma, self.components, self.classNumber, self.angles) = (sigma, components, classNumber, angles)
  }
}
