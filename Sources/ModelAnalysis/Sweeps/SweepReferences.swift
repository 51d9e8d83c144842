import Schema

extension Reference {
  /// Direction cells that theta sweeps from side to side drive grid cells.
  static let ji2025 = Reference(
    key: "ji2025", authors: "Ji, Z., Chu, T., Wu, S. and Burgess, N.", year: 2025,
    title: "A systems model of alternating theta sweeps via firing rate adaptation", source: "Current Biology 35, 709-722",
    doi: "10.1016/j.cub.2024.08.059")

  /// Alternating sweeps of grid cells and direction cells in rats.
  static let vollan2025 = Reference(
    key: "vollan2025", authors: "Vollan, A. Z., Gardner, R. J., Moser, M.-B. and Moser, E. I.", year: 2025,
    title: "Left-right-alternating theta sweeps in entorhinal-hippocampal maps of space", source: "Nature 639, 995-1005",
    doi: "10.1038/s41586-024-08527-1")

  /// Adaptation makes sweeps.
  static let chu2024 = Reference(
    key: "chu2024", authors: "Chu, T., Ji, Z., Zuo, J., Mi, Y., Zhang, W., Huang, T., Bush, D., Burgess, N. and Wu, S.",
    year: 2024, title: "Firing rate adaptation affords place cell theta sweeps, phase precession, and procession",
    source: "eLife 12, RP87055", doi: "10.7554/eLife.87055")
}
