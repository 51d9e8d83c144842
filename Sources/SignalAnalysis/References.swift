import Schema

extension Reference {
  /// Spectra by several orthogonal tapers.
  static let thomson1982 = Reference(
    key: "thomson1982", authors: "Thomson, D. J.", year: 1982, title: "Spectrum estimation and harmonic analysis",
    source: "Proceedings of the IEEE 70, 1055-1096", doi: "10.1109/PROC.1982.12433")

  /// Spectra of overlapping segments.
  static let welch1967 = Reference(
    key: "welch1967", authors: "Welch, P. D.", year: 1967,
    title: "The use of fast Fourier transform for the estimation of power spectra: A method based on time averaging over "
      + "short, modified periodograms",
    source: "IEEE Transactions on Audio and Electroacoustics 15, 70-73", doi: "10.1109/TAU.1967.1161901")

  /// The background 1/f and peaks above it.
  static let donoghue2020 = Reference(
    key: "donoghue2020",
    authors: "Donoghue, T., Haller, M., Peterson, E. J., Varma, P., Sebastian, P., Gao, R., Noto, T., Lara, A. H., "
      + "Wallis, J. D., Knight, R. T., Shestyuk, A. and Voytek, B.",
    year: 2020, title: "Parameterizing neural power spectra into periodic and aperiodic components",
    source: "Nature Neuroscience 23, 1655-1665", doi: "10.1038/s41593-020-00744-x")

  /// Pairwise phase consistency.
  static let vinck2010 = Reference(
    key: "vinck2010", authors: "Vinck, M., van Wingerden, M., Womelsdorf, T., Fries, P. and Pennartz, C. M. A.", year: 2010,
    title: "The pairwise phase consistency: A bias-free measure of rhythmic neuronal synchronization",
    source: "NeuroImage 51, 112-122", doi: "10.1016/j.neuroimage.2010.01.073")

  /// Mean directions and their tests, Hotelling's among them.
  static let batschelet1981 = Reference(
    key: "batschelet1981", authors: "Batschelet, E.", year: 1981, title: "Circular statistics in biology",
    source: "Academic Press, London", doi: "")

  /// Phase precession.
  static let okeefe1993 = Reference(
    key: "okeefe1993", authors: "O'Keefe, J. and Recce, M. L.", year: 1993,
    title: "Phase relationship between hippocampal place units and the EEG theta rhythm",
    source: "Hippocampus 3, 317-330", doi: "10.1002/hipo.450030307")

  /// The slope of phase against position by circular–linear regression.
  static let kempter2012 = Reference(
    key: "kempter2012", authors: "Kempter, R., Leibold, C., Buzsaki, G., Diba, K. and Schmidt, R.", year: 2012,
    title: "Quantifying circular-linear associations: Hippocampal phase precession",
    source: "Journal of Neuroscience Methods 207, 113-124", doi: "10.1016/j.jneumeth.2012.03.007")

  /// Theta cycle by cycle.
  static let cole2019 = Reference(
    key: "cole2019", authors: "Cole, S. and Voytek, B.", year: 2019,
    title: "Cycle-by-cycle analysis of neural oscillations", source: "Journal of Neurophysiology 122, 849-861",
    doi: "10.1152/jn.00273.2019")

  /// The modulation index.
  static let tort2010 = Reference(
    key: "tort2010", authors: "Tort, A. B. L., Komorowski, R., Eichenbaum, H. and Kopell, N.", year: 2010,
    title: "Measuring phase-amplitude coupling between neuronal oscillations of different frequencies",
    source: "Journal of Neurophysiology 104, 1195-1210", doi: "10.1152/jn.00106.2010")

  /// The mean vector of amplitudes.
  static let canolty2006 = Reference(
    key: "canolty2006",
    authors: "Canolty, R. T., Edwards, E., Dalal, S. S., Soltani, M., Nagarajan, S. S., Kirsch, H. E., Berger, M. S., "
      + "Barbaro, N. M. and Knight, R. T.",
    year: 2006, title: "High gamma power is phase-locked to theta oscillations in human neocortex",
    source: "Science 313, 1626-1628", doi: "10.1126/science.1128115")
}
