import PopulationActivity
import Schema
import Stages

/// Parameters of the classes of cells.
public struct CellClassParameters: ParameterTable {
  /// P-value of every kind of cell at most.
  public var level = 0.01
  /// A grid cell has a score that is larger than this.
  public var minimumGridScore = 0.3
  /// A border cell has a score that is larger than this.
  public var minimumBorderScore = 0.5
  /// The group of an earlier result that a head-direction cell is in too.
  public var directionAmong: CellGroupChoice?
  /// Side of a square bin of the maps, m.
  public var binSize = 0.025
  /// Standard deviation of the Gaussian over spikes and time, m.
  public var smoothing = 0.03
  /// Shifts in time that test the border score; 0 for none.
  public var shuffles = 500
  /// The least shift, s.
  public var minimumShift = 20.0
  /// Standard deviation of the Gaussian over the rate that is compared with the speed, s.
  public var rateSmoothing = 0.25
  /// The longest lag of the autocorrelogram, s.
  public var longestLag = 0.2
  /// Standard deviation of the Gaussian over the autocorrelogram, s.
  public var lagSmoothing = 0.004
  /// Cells with fewer spikes have no rhythm class.
  public var minimumSpikes = 100
  /// Neighbours of a cell in the graph that is clustered; `nil`: a tenth of the cells, from 5 to 80.
  public var neighbors: Int?
  /// Clusters of autocorrelograms; `nil`: as many as stand out.
  public var clusters: Int?
  /// How often the bursts of a cell are moved to test its rhythm; 0 for no test.
  public var jitters = 200
  /// The recording whose spike times give finer lags than the bins of the embedding.
  public var spikesFrom: String?

  public init() {}

  /// Neighbours of a cell among so many that are clustered. With 80 of 120 everything is one hill.
  func usedNeighbors(of cells: Int) -> Int { neighbors ?? min(80, max(5, cells / 10)) }

  public static let parameters: [Parameter<CellClassParameters>] = [
    Parameter("level", \.level, help: "a cell of a kind has this p or less"),
    Parameter("min-grid-score", \.minimumGridScore, help: "a grid cell has a score that is larger than this"),
    Parameter(
      "min-border-score", \.minimumBorderScore, help: "a border cell has a score that is larger than this",
      source: "Solstad et al. 2008"),
    Parameter(
      "direction-among", \.directionAmong,
      help: "a head-direction cell is in this group too: theta:strongly-locked, of which canns 1.5 has mean vectors above 0.3",
      source: "Gardner et al. 2022"),
    Parameter("bin-cm", \.binSize, scale: 0.01, unit: "cm", help: "side of a square bin of the maps"),
    Parameter(
      "smooth-cm", \.smoothing, scale: 0.01, unit: "cm", help: "standard deviation of the Gaussian over spikes and time"),
    Parameter("shuffles", \.shuffles, help: "shifts in time that test the border score; 0 for none"),
    Parameter("min-shift-s", \.minimumShift, unit: "s", help: "the least shift, either way"),
    Parameter(
      "rate-smooth-ms", \.rateSmoothing, scale: 1e-3, unit: "ms",
      help: "standard deviation of the Gaussian over the rate that is compared with the speed", source: "Kropff et al. 2015"),
    Parameter("max-lag-ms", \.longestLag, scale: 1e-3, unit: "ms", help: "longest lag of the autocorrelogram"),
    Parameter(
      "lag-smooth-ms", \.lagSmoothing, scale: 1e-3, unit: "ms",
      help: "standard deviation of the Gaussian over the autocorrelogram",
      source: "Gardner et al. 2022"),
    Parameter("min-spikes", \.minimumSpikes, help: "cells with fewer spikes have no rhythm class"),
    Parameter(
      "neighbors", \.neighbors,
      help: "neighbours of a cell in the graph that is clustered; none: a tenth of the cells, from 5 to 80",
      source: "Gardner et al. 2022 (80 of 847 cells)"),
    Parameter("clusters", \.clusters, help: "clusters of autocorrelograms; none: as many as stand out"),
    Parameter("jitters", \.jitters, help: "how often the bursts of a cell are moved to test its rhythm; 0 for no test"),
    Parameter(
      "spikes-from", \.spikesFrom, help: "recording whose spike times give lags of 1 ms, finer than the bins of the embedding"),
  ]

  public func validate() throws {
    try require(level > 0 && level < 1, "level", "a p-value is between 0 and 1.")
    try require(binSize > 0, "bin-cm", "a bin has a positive side.")
    try require(smoothing >= 0 && smoothing <= 1, "smooth-cm", "a width is from 0 to 100 cm.")
    try require(shuffles >= 0 && shuffles <= 100_000, "shuffles", "a number from 0 to 100000 is expected.")
    try require(minimumShift > 0, "min-shift-s", "a shift is longer than 0.")
    try require(rateSmoothing >= 0 && rateSmoothing <= 60, "rate-smooth-ms", "a width is from 0 to 60000 ms.")
    try require(longestLag >= 0.02 && longestLag <= 2, "max-lag-ms", "a lag is from 20 to 2000 ms.")
    try require(lagSmoothing >= 0 && lagSmoothing <= 0.1, "lag-smooth-ms", "a width is from 0 to 100 ms.")
    try require(minimumSpikes >= 1, "min-spikes", "one spike or more are expected.")
    try require(neighbors.map { $0 >= 1 } ?? true, "neighbors", "one neighbour or more are expected.")
    try require(clusters.map { $0 >= 1 } ?? true, "clusters", "one cluster or more are expected.")
    try require(jitters >= 0 && jitters <= 100_000, "jitters", "a number from 0 to 100000 is expected.")
    try require(spikesFrom.map { !$0.isEmpty } ?? true, "spikes-from", "the name of the file is empty.")
  }
}
