import ArrayNumerics
import CalciumBumps
import Schema

/// The bump against the heading, with the null of each number.
public struct HeadingFacts: FieldTable {
  /// What has a null, in the order of the columns of `null`.
  enum Statistic: String, CaseIterable, Sendable {
    case correlation
    case bestCorrelation = "best_correlation"
    case gain, resultant
    case windowedResultant = "windowed_resultant"
    case drift, slips

    /// Whether the bump follows the heading when it is small.
    var isLower: Bool { self == .drift || self == .slips }

    func value(in match: HeadingMatch) -> Double {
      switch self {
      case .correlation: match.correlation
      case .bestCorrelation: match.bestCorrelation
      case .gain: match.gain
      case .resultant: match.resultant
      case .windowedResultant: match.windowedResultant
      case .drift: match.drift
      case .slips: match.slips
      }
    }
  }

  /// rad in [0, 2π), `[time]`; NaN where unknown.
  public var heading: [Double]
  /// The numbers of the data.
  var match: HeadingMatch
  /// |r| over all frames, with the remembered position where there is no bump.
  public var rememberedCorrelation: Double
  /// r at each lag, and the lags, s, `[lag]`; the bump trails at positive ones.
  public var lagCorrelations: [Double], lags: [Double]
  /// `[shift, statistic]`
  public var null: Matrix<Double>
  /// Frames that were compared.
  public var frames: Int

  public static let fields = Field<HeadingFacts>.table {
    Field.array("heading", \.heading, unit: "rad", axes: ["time"], "heading in [0, 2 pi); NaN where unknown")
    Field.array("heading_lags", \.lags, unit: "s", axes: ["lag"], "lags; the bump trails the heading at positive ones")
    Field.array("heading_correlations", \.lagCorrelations, axes: ["lag"], "correlation of their movements at each lag")
    Field.array("heading_statistics", \.statistics, axes: ["statistic"], "what heading_null holds")
    Field.array("heading_null", \.null, axes: ["shift", "statistic"], "the same numbers with the heading shifted in a circle")
    Field.number("heading_frames", \.frames, "frames with a bump and a heading, which were compared")
    Field.number("heading_shifts", \.null.rows, "circular shifts of the null")
    Field.number("heading_direction", \.match.direction, "1 where the bump turns with the heading, -1 against it")
    Field.number("heading_correlation", \.match.correlation, "correlation of the movements at lag 0, without its sign")
    Field.number("heading_correlation_p", \.[p: .correlation], "its p")
    Field.number(
      "heading_correlation_remembered", \.rememberedCorrelation,
      "the same over all frames, with the remembered position where there is no bump")
    Field.number("heading_best_correlation", \.match.bestCorrelation, "correlation at the best lag")
    Field.number("heading_best_correlation_p", \.[p: .bestCorrelation], "its p")
    Field.number(
      "heading_lag_s", \.match.lag, "best lag, by which the bump trails; with the indicator's decay unless --decay-s")
    Field.number("heading_gain", \.match.gain, "turn of the bump for one of the heading; with that decay unless --decay-s")
    Field.number("heading_gain_p", \.[p: .gain], "its p")
    Field.number("heading_offset_rad", \.match.offset, "mean of bump less heading")
    Field.number("heading_resultant", \.match.resultant, "resultant of bump less heading over the whole recording")
    Field.number("heading_resultant_p", \.[p: .resultant], "its p")
    Field.number("heading_windowed_resultant", \.match.windowedResultant, "median of it in sliding windows of 10 s")
    Field.number("heading_windowed_resultant_p", \.[p: .windowedResultant], "its p")
    Field.number("heading_drift_rad_s", \.match.drift, "mean speed of the offset from one window to the next")
    Field.number("heading_drift_p", \.[p: .drift], "share of shifts with as little drift")
    Field.number("heading_slips_per_minute", \.match.slips, "changes of the offset by more than half a turn within 2 s")
    Field.number("heading_slips_p", \.[p: .slips], "share of shifts with as few slips")
  }

  init?(from fields: FieldReader<HeadingFacts>) throws {
    guard fields.holds(\.heading) else { return nil }
    heading = try fields[\.heading]
    (lags, lagCorrelations) = (try fields[\.lags], try fields[\.lagCorrelations])
    null = try fields[\.null]
    frames = try fields.number(\.frames)
    rememberedCorrelation = try fields.number(\.rememberedCorrelation)
    match = HeadingMatch(
      direction: try fields.number(\.match.direction), correlation: try fields.number(\.match.correlation),
      bestCorrelation: try fields.number(\.match.bestCorrelation), lag: try fields.number(\.match.lag),
      gain: try fields.number(\.match.gain), offset: try fields.number(\.match.offset),
      resultant: try fields.number(\.match.resultant), windowedResultant: try fields.number(\.match.windowedResultant),
      drift: try fields.number(\.match.drift), slips: try fields.number(\.match.slips))
  }

  /// Compares the frames with a bump: where there is none the position is only remembered, and does not move with the heading.
  ///
  /// - Parameters:
  ///   - position: where the bump is or would be, rad, `[time]`.
  ///   - present: the same with NaN in frames without a bump.
  ///   - alone: positions by each frame itself, where `position` was smoothed over time.
  /// - Returns: `nil` where bump and heading are not known together in two frames.
  /// - Throws: `CancellationError`.
  init?(
    position: [Double], present: [Double], alone: [Double]?, heading: [Double], restarts: [Bool], options: HeadingOptions,
    work: Work
  ) throws {
    guard
      let pair = BumpAndHeading(bump: present, alone: alone, heading: heading, restarts: restarts, options: options)
    else { return nil }
    self.heading = heading
    match = pair.match()
    rememberedCorrelation =
      BumpAndHeading(bump: position, heading: heading, restarts: restarts, options: options)?.match().correlation ?? .nan
    lagCorrelations = pair.correlations()
    lags = (-options.mostLag...options.mostLag).map { Double($0) / options.rate }
    let shifted = try pair.null(work: work)
    null = Matrix(
      rows: shifted.count, columns: Statistic.allCases.count,
      elements: shifted.flatMap { match in Statistic.allCases.map { $0.value(in: match) } })
    frames = position.indices.count { present[$0].isFinite && heading[$0].isFinite }
  }
}

extension HeadingFacts {
  private var statistics: [String] { Statistic.allCases.map(\.rawValue) }

  /// (1 + shifts as far out) / (1 + shifts); NaN without any.
  subscript(p statistic: Statistic) -> Double {
    nullShare(statistic.value(in: match), null(statistic), isLower: statistic.isLower)
  }

  /// The null of one number, `[shift]`.
  func null(_ statistic: Statistic) -> [Double] {
    Statistic.allCases.firstIndex(of: statistic).map { null.column($0) } ?? []
  }

  /// bump − direction · heading less its mean, degrees in [−180, 180), of the frames in which both are known.
  func offsets(_ position: [Double]) -> [Double] {
    position.indices.map { frame in
      angleDifference(position[frame] - match.direction * heading[frame], match.offset) * 180 / .pi
    }.filter(\.isFinite)
  }
}
