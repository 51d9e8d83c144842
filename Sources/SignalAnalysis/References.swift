import Schema

extension Reference {
  /// The recordings of E-PG and P-EN neurons that the defaults of the bump fit were chosen on.
  public static let turnerEvans2017 = Reference(
    key: "turnerevans2017",
    authors:
      "Turner-Evans, D., Wegener, S., Rouault, H., Franconville, R., Wolff, T., Seelig, J. D., Druckmann, S. and Jayaraman, V.",
    year: 2017, title: "Angular velocity integration in a fly heading circuit", source: "eLife 6, e23496",
    doi: "10.7554/eLife.23496")

  /// The bump of E-PG neurons and its population vector.
  public static let seelig2015 = Reference(
    key: "seelig2015", authors: "Seelig, J. D. and Jayaraman, V.", year: 2015,
    title: "Neural dynamics for landmark orientation and angular path integration", source: "Nature 521, 186-191",
    doi: "10.1038/nature14446")

  /// Bumps with profiles of a von Mises density, their number, place and width found by Monte Carlo.
  public static let kim2017 = Reference(
    key: "kim2017", authors: "Kim, S. S., Rouault, H., Druckmann, S. and Jayaraman, V.", year: 2017,
    title: "Ring attractor dynamics in the Drosophila central brain", source: "Science 356, 849-853",
    doi: "10.1126/science.aal4835")

  /// Which glomeruli of the protocerebral bridge E-PG neurons reach.
  public static let wolff2015 = Reference(
    key: "wolff2015", authors: "Wolff, T., Iyer, N. A. and Rubin, G. M.", year: 2015,
    title: "Neuroarchitecture and neuroanatomy of the Drosophila central complex: a GAL4-based dissection of protocerebral "
      + "bridge neurons and circuits",
    source: "Journal of Comparative Neurology 523, 997-1037", doi: "10.1002/cne.23705")

  /// The Bayesian information criterion.
  public static let schwarz1978 = Reference(
    key: "schwarz1978", authors: "Schwarz, G.", year: 1978, title: "Estimating the dimension of a model",
    source: "Annals of Statistics 6, 461-464", doi: "10.1214/aos/1176344136")
}
