import Schema

extension Reference {
  /// Deflation: known roots are pushed away.
  static let farrell2015 = Reference(
    key: "farrell2015", authors: "Farrell, P. E., Birkisson, A. and Funke, S. W.", year: 2015,
    title: "Deflation techniques for finding distinct solutions of nonlinear partial differential equations",
    source: "SIAM Journal on Scientific Computing 37, A2026-A2045", doi: "10.1137/140984798")

  /// Pseudo-arclength continuation.
  static let keller1977 = Reference(
    key: "keller1977", authors: "Keller, H. B.", year: 1977,
    title: "Numerical solution of bifurcation and nonlinear eigenvalue problems",
    source: "in Rabinowitz, P. H. (ed.), Applications of Bifurcation Theory, Academic Press, 359-384", doi: "")

  /// The sum of indices.
  static let milnor1965 = Reference(
    key: "milnor1965", authors: "Milnor, J. W.", year: 1965, title: "Topology from the differentiable viewpoint",
    source: "University Press of Virginia", doi: "")

  /// What a term of rank one does to eigenvalues.
  static let brauer1952 = Reference(
    key: "brauer1952", authors: "Brauer, A.", year: 1952,
    title: "Limits for the characteristic roots of a matrix. IV: Applications to stochastic matrices",
    source: "Duke Mathematical Journal 19, 75-91", doi: "10.1215/S0012-7094-52-01910-8")

  /// Drift and diffusion of a bump in networks that are not ideal.
  static let seeholzer2019 = Reference(
    key: "seeholzer2019", authors: "Seeholzer, A., Deger, M. and Gerstner, W.", year: 2019,
    title: "Stability of working memory in continuous attractor networks under the control of short-term plasticity",
    source: "PLOS Computational Biology 15, e1006928", doi: "10.1371/journal.pcbi.1006928")

  /// Fixed points of trained networks.
  static let sussillo2013 = Reference(
    key: "sussillo2013", authors: "Sussillo, D. and Barak, O.", year: 2013,
    title: "Opening the black box: low-dimensional dynamics in high-dimensional recurrent neural networks",
    source: "Neural Computation 25, 626-649", doi: "10.1162/NECO_a_00409")

  /// Arnoldi's method with thick restarts.
  static let stewart2002 = Reference(
    key: "stewart2002", authors: "Stewart, G. W.", year: 2002, title: "A Krylov-Schur algorithm for large eigenproblems",
    source: "SIAM Journal on Matrix Analysis and Applications 23, 601-614", doi: "10.1137/S0895479800371529")

  /// Closed orbits and their multipliers.
  static let kuznetsov2004 = Reference(
    key: "kuznetsov2004", authors: "Kuznetsov, Y. A.", year: 2004, title: "Elements of applied bifurcation theory",
    source: "Springer, 3rd edition", doi: "10.1007/978-1-4757-3978-7")
}
