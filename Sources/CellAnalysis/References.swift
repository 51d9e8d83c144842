import PopulationActivity
import Schema

extension Reference {
  /// Slow changes of two signals that know nothing of each other correlate.
  public static let harris2020 = Reference(
    key: "harris2020", authors: "Harris, K. D.", year: 2020, title: "Nonsense correlations in neuroscience",
    source: "bioRxiv 2020.11.29.402719", doi: "10.1101/2020.11.29.402719")

  /// Correlations of grid cells of one module persist when their fields change.
  public static let yoon2013 = Reference(
    key: "yoon2013",
    authors: "Yoon, K., Buice, M. A., Barry, C., Hayman, R., Burgess, N. and Fiete, I. R.", year: 2013,
    title: "Specific evidence of low-dimensional continuous attractor dynamics in grid cells",
    source: "Nature Neuroscience 16, 1077-1084", doi: "10.1038/nn.3450")

  /// Correlations of grid cells persist in sleep.
  public static let gardner2019 = Reference(
    key: "gardner2019", authors: "Gardner, R. J., Lu, L., Wernle, T., Moser, M.-B. and Moser, E. I.", year: 2019,
    title: "Correlation structure of grid cells is preserved during sleep",
    source: "Nature Neuroscience 22, 598-608", doi: "10.1038/s41593-019-0360-0")

  /// The adjusted Rand index.
  public static let hubert1985 = Reference(
    key: "hubert1985", authors: "Hubert, L. and Arabie, P.", year: 1985, title: "Comparing partitions",
    source: "Journal of Classification 2, 193-218", doi: "10.1007/BF01908075")

  /// The constant Potts model.
  public static let traag2011 = Reference(
    key: "traag2011", authors: "Traag, V. A., Van Dooren, P. and Nesterov, Y.", year: 2011,
    title: "Narrow scope for resolution-limit-free community detection", source: "Physical Review E 84, 016114",
    doi: "10.1103/PhysRevE.84.016114")

  /// The Leiden algorithm.
  public static let traag2019 = Reference(
    key: "traag2019", authors: "Traag, V. A., Waltman, L. and van Eck, N. J.", year: 2019,
    title: "From Louvain to Leiden: guaranteeing well-connected communities", source: "Scientific Reports 9, 5233",
    doi: "10.1038/s41598-019-41695-z")

  /// Grid cells: spacing, orientation and phase.
  public static let hafting2005 = Reference(
    key: "hafting2005", authors: "Hafting, T., Fyhn, M., Molden, S., Moser, M.-B. and Moser, E. I.", year: 2005,
    title: "Microstructure of a spatial map in the entorhinal cortex", source: "Nature 436, 801-806",
    doi: "10.1038/nature03721")

  /// The grid score of the best annulus.
  public static let langston2010 = Reference(
    key: "langston2010",
    authors:
      "Langston, R. F., Ainge, J. A., Couey, J. J., Canto, C. B., Bjerknes, T. L., Witter, M. P., Moser, E. I. and "
      + "Moser, M.-B.",
    year: 2010, title: "Development of the spatial representation system in the rat", source: "Science 328, 1576-1580",
    doi: "10.1126/science.1188210")

  /// Sheared and elliptic grids.
  public static let stensola2015 = Reference(
    key: "stensola2015", authors: "Stensola, T., Stensola, H., Moser, M.-B. and Moser, E. I.", year: 2015,
    title: "Shearing-induced asymmetry in entorhinal grid cells", source: "Nature 518, 207-212", doi: "10.1038/nature14151")
}

extension Reference {
  /// Head-direction cells.
  public static let taube1990 = Reference(
    key: "taube1990", authors: "Taube, J. S., Muller, R. U. and Ranck, J. B.", year: 1990,
    title:
      "Head-direction cells recorded from the postsubiculum in freely moving rats. I. Description and quantitative analysis",
    source: "Journal of Neuroscience 10, 420-435", doi: "10.1523/JNEUROSCI.10-02-00420.1990")

  /// Rayleigh's test.
  public static let zar1999 = Reference(
    key: "zar1999", authors: "Zar, J. H.", year: 1999, title: "Biostatistical analysis", source: "Prentice Hall, 4th edition",
    doi: "")
}

extension Reference {
  /// Modules of grid cells.
  public static let stensola2012 = Reference(
    key: "stensola2012", authors: "Stensola, H., Stensola, T., Solstad, T., Frøland, K., Moser, M.-B. and Moser, E. I.",
    year: 2012, title: "The entorhinal grid map is discretized", source: "Nature 492, 72-78", doi: "10.1038/nature11649")

  /// Starts of clustering that are far from each other.
  public static let arthur2007 = Reference(
    key: "arthur2007", authors: "Arthur, D. and Vassilvitskii, S.", year: 2007,
    title: "k-means++: the advantages of careful seeding", source: "SODA 2007, 1027-1035", doi: "")

  /// Border cells and their score.
  public static let solstad2008 = Reference(
    key: "solstad2008", authors: "Solstad, T., Boccara, C. N., Kropff, E., Moser, M.-B. and Moser, E. I.", year: 2008,
    title: "Representation of geometric borders in the entorhinal cortex", source: "Science 322, 1865-1868",
    doi: "10.1126/science.1166466")

  /// Speed cells and their score.
  public static let kropff2015 = Reference(
    key: "kropff2015", authors: "Kropff, E., Carmichael, J. E., Moser, M.-B. and Moser, E. I.", year: 2015,
    title: "Speed cells in the medial entorhinal cortex", source: "Nature 523, 419-424", doi: "10.1038/nature14622")

  /// Clusters as the hills of a density, merged by how much they stand out.
  public static let chazal2013 = Reference(
    key: "chazal2013", authors: "Chazal, F., Guibas, L. J., Oudot, S. Y. and Skraba, P.", year: 2013,
    title: "Persistence-based clustering in Riemannian manifolds", source: "Journal of the ACM 60, 41",
    doi: "10.1145/2535927")

  /// The rate of false discoveries.
  public static let benjamini1995 = Reference(
    key: "benjamini1995", authors: "Benjamini, Y. and Hochberg, Y.", year: 1995,
    title: "Controlling the false discovery rate: a practical and powerful approach to multiple testing",
    source: "Journal of the Royal Statistical Society B 57, 289-300", doi: "10.1111/j.2517-6161.1995.tb02031.x")
}

extension Reference {
  /// Smoothing by discs that grow.
  public static let skaggs1996 = Reference(
    key: "skaggs1996", authors: "Skaggs, W. E., McNaughton, B. L., Wilson, M. A. and Barnes, C. A.", year: 1996,
    title: "Theta phase precession in hippocampal neuronal populations and the compression of temporal sequences",
    source: "Hippocampus 6, 149-172", doi: "10.1002/(SICI)1098-1063(1996)6:2<149::AID-HIPO6>3.0.CO;2-K")

  /// The coherence of a map.
  public static let muller1989 = Reference(
    key: "muller1989", authors: "Muller, R. U. and Kubie, J. L.", year: 1989,
    title: "The firing of hippocampal place cells predicts the future position of freely moving rats",
    source: "Journal of Neuroscience 9, 4101-4110", doi: "10.1523/JNEUROSCI.09-12-04101.1989")
}
