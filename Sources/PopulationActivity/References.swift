import Schema
import Stages

extension Reference {
  /// The torus of grid cells: smoothing, fuzzy graph, landmarks, cohomology, shuffles and population-vector decoding.
  public static let gardner2022 = Reference(
    key: "gardner2022",
    authors:
      "Gardner, R. J., Hermansen, E., Pachitariu, M., Burak, Y., Baas, N. A., Dunn, B. A., Moser, M.-B. and Moser, E. I.",
    year: 2022, title: "Toroidal topology of population activity in grid cells",
    source: "Nature 602, 123-128", doi: "10.1038/s41586-021-04268-7")

  /// Ripser: implicit matrix reduction of Vietoris–Rips cohomology with apparent and emergent pairs.
  public static let bauer2021 = Reference(
    key: "bauer2021", authors: "Bauer, U.", year: 2021,
    title: "Ripser: efficient computation of Vietoris-Rips persistence barcodes",
    source: "Journal of Applied and Computational Topology 5, 391-423", doi: "10.1007/s41468-021-00071-5")

  /// The sparse filtration behind approximate bars.
  public static let cavanna2015 = Reference(
    key: "cavanna2015", authors: "Cavanna, N. J., Jahanseir, M. and Sheehy, D. R.", year: 2015,
    title: "A geometric perspective on sparse filtrations", source: "CCCG 2015, arXiv:1506.03797",
    doi: "10.48550/arXiv.1506.03797")

  /// The dual-tree minimum spanning tree behind dimension 0 of large clouds.
  public static let march2010 = Reference(
    key: "march2010", authors: "March, W. B., Ram, P. and Gray, A. G.", year: 2010,
    title: "Fast Euclidean minimum spanning tree: algorithm, analysis, and applications", source: "KDD 2010, 603-612",
    doi: "10.1145/1835804.1835882")

  /// UMAP: the fuzzy graph by which landmarks are chosen and weighted.
  public static let mcInnes2018 = Reference(
    key: "mcinnes2018", authors: "McInnes, L., Healy, J. and Melville, J.", year: 2018,
    title: "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction",
    source: "arXiv:1802.03426", doi: "10.48550/arXiv.1802.03426")

  /// Trustworthiness and continuity: what a picture keeps of neighbourhoods.
  public static let venna2001 = Reference(
    key: "venna2001", authors: "Venna, J. and Kaski, S.", year: 2001,
    title: "Neighborhood preservation in nonlinear projection methods: an experimental study",
    source: "ICANN 2001, LNCS 2130, 485-491", doi: "10.1007/3-540-44668-0_68")

  /// Isomap: distances along the data.
  public static let tenenbaum2000 = Reference(
    key: "tenenbaum2000", authors: "Tenenbaum, J. B., de Silva, V. and Langford, J. C.", year: 2000,
    title: "A global geometric framework for nonlinear dimensionality reduction", source: "Science 290, 2319-2323",
    doi: "10.1126/science.290.5500.2319")

  /// Scaling by landmarks, of straight lines and of paths.
  public static let deSilva2003 = Reference(
    key: "desilva2003", authors: "de Silva, V. and Tenenbaum, J. B.", year: 2003,
    title: "Global versus local methods in nonlinear dimensionality reduction",
    source: "Advances in Neural Information Processing Systems 15, 721-728", doi: "")

  /// Nearest neighbours among the neighbours of neighbours.
  public static let dong2011 = Reference(
    key: "dong2011", authors: "Dong, W., Moses, C. and Li, K.", year: 2011,
    title: "Efficient k-nearest neighbor graph construction for generic similarity measures",
    source: "Proceedings of the 20th International Conference on World Wide Web, 577-586", doi: "10.1145/1963405.1963487")

  /// Diffusion maps: places by a random walk on the data.
  public static let coifman2006 = Reference(
    key: "coifman2006", authors: "Coifman, R. R. and Lafon, S.", year: 2006, title: "Diffusion maps",
    source: "Applied and Computational Harmonic Analysis 21, 5-30", doi: "10.1016/j.acha.2006.04.006")

  /// t-SNE.
  public static let vanDerMaaten2008 = Reference(
    key: "vandermaaten2008", authors: "van der Maaten, L. and Hinton, G.", year: 2008, title: "Visualizing data using t-SNE",
    source: "Journal of Machine Learning Research 9, 2579-2605", doi: "")

  /// The interpolation on a grid by which t-SNE takes a time that grows with the number of points only.
  public static let linderman2019 = Reference(
    key: "linderman2019",
    authors: "Linderman, G. C., Rachh, M., Hoskins, J. G., Steinerberger, S. and Kluger, Y.", year: 2019,
    title: "Fast interpolation-based t-SNE for improved visualization of single-cell RNA-seq data",
    source: "Nature Methods 16, 243-245", doi: "10.1038/s41592-018-0308-4")

  /// Circular coordinates from cocycles, the angles of the landmarks.
  public static let deSilva2011 = Reference(
    key: "desilva2011", authors: "de Silva, V., Morozov, D. and Vejdemo-Johansson, M.", year: 2011,
    title: "Persistent cohomology and circular coordinates",
    source: "Discrete and Computational Geometry 45, 737-759", doi: "10.1007/s00454-011-9344-x")

  /// The shortest basis of several circular coordinates, by lattice reduction.
  public static let scoccola2023 = Reference(
    key: "scoccola2023", authors: "Scoccola, L., Gakhar, H., Bush, J., Schonsheck, N., Rask, T., Zhou, L. and Perea, J. A.",
    year: 2023, title: "Toroidal coordinates: decorrelating circular coordinates with lattice reduction",
    source: "SoCG 2023, LIPIcs 258, 57:1-57:20", doi: "10.4230/LIPIcs.SoCG.2023.57")

  /// Hidden Markov models: the forward and backward passes of the latent decoder.
  public static let rabiner1989 = Reference(
    key: "rabiner1989", authors: "Rabiner, L. R.", year: 1989,
    title: "A tutorial on hidden Markov models and selected applications in speech recognition",
    source: "Proceedings of the IEEE 77, 257-286", doi: "10.1109/5.18626")

  /// Speed and head direction in entorhinal cortex; the path of its rats is that of the simulated recordings.
  public static let sargolini2006 = Reference(
    key: "sargolini2006",
    authors: "Sargolini, F., Fyhn, M., Hafting, T., McNaughton, B. L., Witter, M. P., Moser, M.-B. and Moser, E. I.",
    year: 2006, title: "Conjunctive representation of position, direction, and velocity in entorhinal cortex",
    source: "Science 312, 758-762", doi: "10.1126/science.1125572")

  /// Spatial information, bits per spike.
  public static let skaggs1993 = Reference(
    key: "skaggs1993", authors: "Skaggs, W. E., McNaughton, B. L., Gothard, K. M. and Markus, E. J.", year: 1993,
    title: "An information-theoretic approach to deciphering the hippocampal code",
    source: "Advances in Neural Information Processing Systems 5, 1030-1037", doi: "")

  /// Principal components.
  public static let pearson1901 = Reference(
    key: "pearson1901", authors: "Pearson, K.", year: 1901,
    title: "On lines and planes of closest fit to systems of points in space",
    source: "Philosophical Magazine 2, 559-572", doi: "10.1080/14786440109462720")

  /// The square root that gives counts of any mean the same variance.
  public static let anscombe1948 = Reference(
    key: "anscombe1948", authors: "Anscombe, F. J.", year: 1948,
    title: "The transformation of Poisson, binomial and negative-binomial data", source: "Biometrika 35, 246-254",
    doi: "10.1093/biomet/35.3-4.246")

  /// Persistence of several subsamples, put together.
  public static let chazal2015 = Reference(
    key: "chazal2015", authors: "Chazal, F., Fasy, B. T., Lecci, F., Michel, B., Rinaldo, A. and Wasserman, L.", year: 2015,
    title: "Subsampling methods for persistent homology", source: "ICML 2015, PMLR 37, 2143-2151",
    doi: "10.48550/arXiv.1406.1901")

  /// P-values from random permutations: (1 + number as large) / (1 + n).
  public static let phipson2010 = Reference(
    key: "phipson2010", authors: "Phipson, B. and Smyth, G. K.", year: 2010,
    title: "Permutation p-values should never be zero: calculating exact p-values when permutations are randomly drawn",
    source: "Statistical Applications in Genetics and Molecular Biology 9, 39", doi: "10.2202/1544-6115.1585")

  /// P-values that hold for all bars together.
  public static let westfall1993 = Reference(
    key: "westfall1993", authors: "Westfall, P. H. and Young, S. S.", year: 1993,
    title: "Resampling-based multiple testing: examples and methods for p-value adjustment", source: "Wiley, New York",
    doi: "")

  /// The recordings of E-PG and P-EN neurons that the defaults of the bump fit were chosen on.
  public static let turnerEvans2017 = Reference(
    key: "turnerevans2017",
    authors:
      "Turner-Evans, D., Wegener, S., Rouault, H., Franconville, R., Wolff, T., Seelig, J. D., Druckmann, S. and Jayaraman, V.",
    year: 2017, title: "Angular velocity integration in a fly heading circuit", source: "eLife 6, e23496",
    doi: "10.7554/eLife.23496")

  /// The Bayesian information criterion.
  public static let schwarz1978 = Reference(
    key: "schwarz1978", authors: "Schwarz, G.", year: 1978, title: "Estimating the dimension of a model",
    source: "Annals of Statistics 6, 461-464", doi: "10.1214/aos/1176344136")
}
