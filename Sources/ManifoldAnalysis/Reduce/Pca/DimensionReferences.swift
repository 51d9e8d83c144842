import Schema

/// Works on the number of dimensions.
extension Reference {
  /// Parallel analysis.
  static let horn1965 = Reference(
    key: "horn1965", authors: "Horn, J. L.", year: 1965,
    title: "A rationale and test for the number of factors in factor analysis", source: "Psychometrika 30, 179-185",
    doi: "10.1007/BF02289447")

  /// The elbow as the point farthest below the chord.
  static let satopaa2011 = Reference(
    key: "satopaa2011", authors: "Satopaa, V., Albrecht, J., Irwin, D. and Raghavan, B.", year: 2011,
    title: "Finding a 'kneedle' in a haystack: detecting knee points in system behavior",
    source: "31st International Conference on Distributed Computing Systems Workshops, 166-171", doi: "10.1109/ICDCSW.2011.20")

  /// The participation ratio of neural activity.
  static let gao2017 = Reference(
    key: "gao2017",
    authors: "Gao, P., Trautmann, E., Yu, B., Santhanam, G., Ryu, S., Shenoy, K. and Ganguli, S.", year: 2017,
    title: "A theory of multineuronal dimensionality, dynamics and measurement", source: "bioRxiv", doi: "10.1101/214262")

  /// The two nearest neighbours.
  static let facco2017 = Reference(
    key: "facco2017", authors: "Facco, E., d'Errico, M., Rodriguez, A. and Laio, A.", year: 2017,
    title: "Estimating the intrinsic dimension of datasets by a minimal neighborhood information",
    source: "Scientific Reports 7, 12140", doi: "10.1038/s41598-017-11873-y")

  /// Maximum likelihood by the nearest.
  static let levina2004 = Reference(
    key: "levina2004", authors: "Levina, E. and Bickel, P. J.", year: 2004,
    title: "Maximum likelihood estimation of intrinsic dimension",
    source: "Advances in Neural Information Processing Systems 17, 777-784", doi: "")

  /// Why inverses are averaged.
  static let mackay2005 = Reference(
    key: "mackay2005", authors: "MacKay, D. J. C. and Ghahramani, Z.", year: 2005,
    title: "Comments on 'Maximum likelihood estimation of intrinsic dimension' by E. Levina and P. Bickel",
    source: "http://www.inference.org.uk/mackay/dimension/", doi: "")

  /// The correlation dimension.
  static let grassberger1983 = Reference(
    key: "grassberger1983", authors: "Grassberger, P. and Procaccia, I.", year: 1983,
    title: "Measuring the strangeness of strange attractors", source: "Physica D 9, 189-208",
    doi: "10.1016/0167-2789(83)90298-1")

  /// States near in time are not compared.
  static let theiler1986 = Reference(
    key: "theiler1986", authors: "Theiler, J.", year: 1986,
    title: "Spurious dimension from correlation algorithms applied to limited time-series data",
    source: "Physical Review A 34, 2427-2432", doi: "10.1103/PhysRevA.34.2427")

  /// Factor analysis by maximum likelihood.
  static let rubin1982 = Reference(
    key: "rubin1982", authors: "Rubin, D. B. and Thayer, D. T.", year: 1982,
    title: "EM algorithms for ML factor analysis", source: "Psychometrika 47, 69-76", doi: "10.1007/BF02293851")

  /// Factors of the activity of a population, and how many by cross-validation.
  static let yu2009 = Reference(
    key: "yu2009",
    authors: "Yu, B. M., Cunningham, J. P., Santhanam, G., Ryu, S. I., Shenoy, K. V. and Sahani, M.", year: 2009,
    title: "Gaussian-process factor analysis for low-dimensional single-trial analysis of neural population activity",
    source: "Journal of Neurophysiology 102, 614-635", doi: "10.1152/jn.90941.2008")

  /// Counts as a Poisson process whose logarithm of the rate is linear in the factors.
  static let macke2011 = Reference(
    key: "macke2011",
    authors: "Macke, J. H., Buesing, L., Cunningham, J. P., Yu, B. M., Shenoy, K. V. and Sahani, M.", year: 2011,
    title: "Empirical models of spiking in neural populations",
    source: "Advances in Neural Information Processing Systems 24, 1350-1358", doi: "")
}
