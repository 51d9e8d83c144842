import Schema

extension Reference {
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

  /// Markov chains over spaces of different dimension.
  public static let green1995 = Reference(
    key: "green1995", authors: "Green, P. J.", year: 1995,
    title: "Reversible jump Markov chain Monte Carlo computation and Bayesian model determination",
    source: "Biometrika 82, 711-732", doi: "10.1093/biomet/82.4.711")

  /// How far chains agree, and what they are worth in independent draws.
  public static let vehtari2021 = Reference(
    key: "vehtari2021", authors: "Vehtari, A., Gelman, A., Simpson, D., Carpenter, B. and Bürkner, P.-C.", year: 2021,
    title: "Rank-normalization, folding, and localization: an improved R-hat for assessing convergence of MCMC",
    source: "Bayesian Analysis 16, 667-718", doi: "10.1214/20-BA1221")

  /// Which glomeruli of the protocerebral bridge E-PG neurons reach.
  public static let wolff2015 = Reference(
    key: "wolff2015", authors: "Wolff, T., Iyer, N. A. and Rubin, G. M.", year: 2015,
    title: "Neuroarchitecture and neuroanatomy of the Drosophila central complex: a GAL4-based dissection of protocerebral "
      + "bridge neurons and circuits",
    source: "Journal of Comparative Neurology 523, 997-1037", doi: "10.1002/cne.23705")

  /// Spectra by several orthogonal tapers.
  public static let thomson1982 = Reference(
    key: "thomson1982", authors: "Thomson, D. J.", year: 1982, title: "Spectrum estimation and harmonic analysis",
    source: "Proceedings of the IEEE 70, 1055-1096", doi: "10.1109/PROC.1982.12433")

  /// Spectra of overlapping segments.
  public static let welch1967 = Reference(
    key: "welch1967", authors: "Welch, P. D.", year: 1967,
    title: "The use of fast Fourier transform for the estimation of power spectra: A method based on time averaging over "
      + "short, modified periodograms",
    source: "IEEE Transactions on Audio and Electroacoustics 15, 70-73", doi: "10.1109/TAU.1967.1161901")

  /// The background 1/f and peaks above it.
  public static let donoghue2020 = Reference(
    key: "donoghue2020",
    authors: "Donoghue, T., Haller, M., Peterson, E. J., Varma, P., Sebastian, P., Gao, R., Noto, T., Lara, A. H., "
      + "Wallis, J. D., Knight, R. T., Shestyuk, A. and Voytek, B.",
    year: 2020, title: "Parameterizing neural power spectra into periodic and aperiodic components",
    source: "Nature Neuroscience 23, 1655-1665", doi: "10.1038/s41593-020-00744-x")

  /// Pairwise phase consistency.
  public static let vinck2010 = Reference(
    key: "vinck2010", authors: "Vinck, M., van Wingerden, M., Womelsdorf, T., Fries, P. and Pennartz, C. M. A.", year: 2010,
    title: "The pairwise phase consistency: A bias-free measure of rhythmic neuronal synchronization",
    source: "NeuroImage 51, 112-122", doi: "10.1016/j.neuroimage.2010.01.073")

  /// Mean directions and their tests, Hotelling's among them.
  public static let batschelet1981 = Reference(
    key: "batschelet1981", authors: "Batschelet, E.", year: 1981, title: "Circular statistics in biology",
    source: "Academic Press, London", doi: "")

  /// Phase precession.
  public static let okeefe1993 = Reference(
    key: "okeefe1993", authors: "O'Keefe, J. and Recce, M. L.", year: 1993,
    title: "Phase relationship between hippocampal place units and the EEG theta rhythm",
    source: "Hippocampus 3, 317-330", doi: "10.1002/hipo.450030307")

  /// The slope of phase against position by circular–linear regression.
  public static let kempter2012 = Reference(
    key: "kempter2012", authors: "Kempter, R., Leibold, C., Buzsaki, G., Diba, K. and Schmidt, R.", year: 2012,
    title: "Quantifying circular-linear associations: Hippocampal phase precession",
    source: "Journal of Neuroscience Methods 207, 113-124", doi: "10.1016/j.jneumeth.2012.03.007")

  /// Theta cycle by cycle.
  public static let cole2019 = Reference(
    key: "cole2019", authors: "Cole, S. and Voytek, B.", year: 2019,
    title: "Cycle-by-cycle analysis of neural oscillations", source: "Journal of Neurophysiology 122, 849-861",
    doi: "10.1152/jn.00273.2019")

  /// The modulation index.
  public static let tort2010 = Reference(
    key: "tort2010", authors: "Tort, A. B. L., Komorowski, R., Eichenbaum, H. and Kopell, N.", year: 2010,
    title: "Measuring phase-amplitude coupling between neuronal oscillations of different frequencies",
    source: "Journal of Neurophysiology 104, 1195-1210", doi: "10.1152/jn.00106.2010")

  /// The mean vector of amplitudes.
  public static let canolty2006 = Reference(
    key: "canolty2006",
    authors: "Canolty, R. T., Edwards, E., Dalal, S. S., Soltani, M., Nagarajan, S. S., Kirsch, H. E., Berger, M. S., "
      + "Barbaro, N. M. and Knight, R. T.",
    year: 2006, title: "High gamma power is phase-locked to theta oscillations in human neocortex",
    source: "Science 313, 1626-1628", doi: "10.1126/science.1128115")

  /// Lines fitted to what a population says of places over time.
  public static let davidson2009 = Reference(
    key: "davidson2009", authors: "Davidson, T. J., Kloosterman, F. and Wilson, M. A.", year: 2009,
    title: "Hippocampal replay of extended experience",
    source: "Neuron 63, 497-507", doi: "10.1016/j.neuron.2009.07.027")

  /// Decoding of places on tracks and within theta cycles by state-space models.
  public static let denovellis2021 = Reference(
    key: "denovellis2021",
    authors:
      "Denovellis, E. L., Gillespie, A. K., Coulter, M. E., Sosa, M., Chung, J. E., Eden, U. T. and Frank, L. M.",
    year: 2021, title: "Hippocampal replay of experience at real-world speeds", source: "eLife 10, e64505",
    doi: "10.7554/eLife.64505")
}
