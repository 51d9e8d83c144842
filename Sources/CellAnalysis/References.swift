import PopulationActivity
import Schema

extension Reference {
  /// Grid cells: spacing, orientation and phase.
  public static let hafting2005 = Reference(
    key: "hafting2005", authors: "Hafting, T., Fyhn, M., Molden, S., Moser, M.-B. and Moser, E. I.", year: 2005,
    title: "Microstructure of a spatial map in the entorhinal cortex", source: "Nature 436, 801-806",
    doi: "10.1038/nature03721")

  /// The grid score of the best annulus.
  public static let langston2010 = Reference(
    key: "langston2010",
    authors:
      "Langston, R. F., Ainge, J. A., Couey, J. J., Canto, C. B., Bjerknes, T. L., Witter, M. P., Moser, E. I. and Moser, M.-B.",
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
