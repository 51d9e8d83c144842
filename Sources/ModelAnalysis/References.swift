import Schema

extension Reference {
  /// Gaussian connections and divisive inhibition: the network that can be solved.
  public static let wu2008 = Reference(
    key: "wu2008", authors: "Wu, S., Hamaguchi, K. and Amari, S.", year: 2008,
    title: "Dynamics and computation of continuous attractors", source: "Neural Computation 20, 994-1025",
    doi: "10.1162/neco.2008.10-06-387")

  /// Adaptation that lets a bump lead what it follows.
  public static let mi2014 = Reference(
    key: "mi2014", authors: "Mi, Y., Fung, C. C. A., Wong, K. Y. M. and Wu, S.", year: 2014,
    title: "Spike frequency adaptation implements anticipative tracking in continuous attractor neural networks",
    source: "Advances in Neural Information Processing Systems 27, 505-513", doi: "")

  /// Grid cells on a twisted torus.
  public static let guanella2007 = Reference(
    key: "guanella2007", authors: "Guanella, A., Kiper, D. and Verschure, P.", year: 2007,
    title: "A model of grid cells based on a twisted torus topology",
    source: "International Journal of Neural Systems 17, 231-240", doi: "10.1142/S0129065707001093")

  /// Grid cells by path integration on a sheet.
  public static let burak2009 = Reference(
    key: "burak2009", authors: "Burak, Y. and Fiete, I. R.", year: 2009,
    title: "Accurate path integration in continuous attractor network models of grid cells",
    source: "PLoS Computational Biology 5, e1000291", doi: "10.1371/journal.pcbi.1000291")

  /// How an animal moves about.
  public static let george2024 = Reference(
    key: "george2024",
    authors:
      "George, T. M., Rastogi, M., de Cothi, W., Clopath, C., Stachenfeld, K. and Barry, C.",
    year: 2024, title: "RatInABox, a toolkit for modelling locomotion and neuronal activity in continuous environments",
    source: "eLife 13, e85274", doi: "10.7554/eLife.85274")

  /// Exact tuning of a few cells.
  public static let noorman2024 = Reference(
    key: "noorman2024", authors: "Noorman, M., Hulse, B. K., Jayaraman, V., Romani, S. and Hermundstad, A. M.", year: 2024,
    title: "Maintaining and updating accurate internal representations of continuous variables with a handful of neurons",
    source: "Nature Neuroscience 27, 2207-2217", doi: "10.1038/s41593-024-01766-5")

  /// A line of equilibria.
  public static let seung1996 = Reference(
    key: "seung1996", authors: "Seung, H. S.", year: 1996, title: "How the brain keeps the eyes still",
    source: "Proceedings of the National Academy of Sciences 93, 13339-13344", doi: "10.1073/pnas.93.23.13339")

  /// Charts of an arena.
  public static let samsonovich1997 = Reference(
    key: "samsonovich1997", authors: "Samsonovich, A. and McNaughton, B. L.", year: 1997,
    title: "Path integration and cognitive mapping in a continuous attractor neural network model",
    source: "Journal of Neuroscience 17, 5900-5920", doi: "10.1523/JNEUROSCI.17-15-05900.1997")

  /// Head direction in three dimensions.
  public static let finkelstein2015 = Reference(
    key: "finkelstein2015",
    authors: "Finkelstein, A., Derdikman, D., Rubin, A., Foerster, J. N., Las, L. and Ulanovsky, N.", year: 2015,
    title: "Three-dimensional head-direction coding in the bat brain", source: "Nature 517, 159-164",
    doi: "10.1038/nature14031")

  /// Bands from which grids are made.
  public static let burgess2007 = Reference(
    key: "burgess2007", authors: "Burgess, N., Barry, C. and O'Keefe, J.", year: 2007,
    title: "An oscillatory interference model of grid cell firing", source: "Hippocampus 17, 801-812",
    doi: "10.1002/hipo.20327")
}
