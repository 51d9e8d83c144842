import ArrayFiles
import ArrayNumerics
import Foundation
import Schema

/// Files of DeepLabCut, SLEAP, Anipose and trackers: the trajectory of one body part, or of the middle between two markers of
/// the head.
enum PoseLayout: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard options.map.isEmpty else { return nil }
    try PoseTable.refuseSleapProject(source)
    guard
      let table = try PoseTable.deepLabCutCSV(source) ?? PoseTable.deepLabCutHDF5(source) ?? PoseTable.trodes(source)
        ?? PoseTable.sleapHDF5(source) ?? PoseTable.sleapCSV(source) ?? PoseTable.anipose(source) ?? PoseTable.motive(source)
    else { return nil }
    guard !table.points.isEmpty else {
      throw FileError.unusable("it is a table of \(table.program) without points.", remedy: "Export it again.")
    }
    var reading = PoseReading(table: table, options: options)
    return try reading.recording(source)
  }
}

/// One file of poses being read.
struct PoseReading {
  let table: PoseTable
  let options: ReadingOptions
  var findings: [Finding] = []

  mutating func recording(_ source: ArraySource) throws -> Recording {
    guard let frameRate = table.clockRate ?? options.frameRate else {
      throw FileError.unusable(
        "files of \(table.program) number their frames and do not say how many make a second.",
        remedy: "Give --frame-rate HZ, that of the video.")
    }
    let stated = table.unit ?? table.metresPerPixel.map(PositionUnit.pixel(metresPerPixel:))
    guard let unit = options.positionUnit ?? stated else {
      throw table.isInPixels
        ? FileError.unusable(
          "files of \(table.program) give positions in pixels.",
          remedy: "Say how long a pixel is: --position-unit px:METRES_PER_PIXEL (px:0.001 is one millimetre).")
        : FileError.unusable(
          "it does not say the unit of its positions: that in which \(table.program) was calibrated, mm as a rule.",
          remedy: "Say it: --position-unit mm|cm|m.")
    }
    findings += table.notes
    let track = try chosenTrack()
    let points = table.points.filter { $0.track == track }
    findings.append(
      Finding(
        .found, "position",
        "\(table.program) tracked \(points.map(\.part).joined(separator: ", "))\(track.isEmpty ? "" : " of \(track)")."))
    var front: PoseTable.Point?
    var back: PoseTable.Point?
    if let frontName = options.poses.frontMarker, let backName = options.poses.backMarker {
      front = filtered(try point(frontName, points, "--head-markers"))
      back = filtered(try point(backName, points, "--head-markers"))
    }
    let body: PoseTable.Point
    if let name = options.poses.bodyPart {
      body = try filtered(point(name, points, "--body-part"))
    } else if let front, let back {
      body = middle(front, back)
      findings.append(
        Finding(
          .guessed, "position", "the middle between \(front.part) and \(back.part) was taken.",
          option: "--body-part NAME"))
    } else {
      body = filtered(bestTracked(points))
    }
    let t = body.frames.map { $0 / frameRate }
    if let bad = t.firstIndex(where: { !$0.isFinite }) {
      throw FileError.unusable("the number of frame \(bad) (from 0) is missing.")
    }
    let (order, repairs) = chronologicalOrder(t)
    func sorted(_ values: [Double], times scale: Double = 1) -> [Double] { order.map { values[$0] * scale } }
    var trajectory = Trajectory(
      t: sorted(t), x: sorted(body.x, times: unit.metres), y: sorted(body.y, times: unit.metres))
    trajectory.repairs = repairs
    if let front, let back {
      trajectory.headDirection = sorted(direction(from: back, to: front))
      findings.append(
        Finding(.found, "head direction", "from \(back.part) to \(front.part)."))
    }
    if table.isVideo {
      findings.append(
        Finding(
          .guessed, "position",
          sentence {
            "y was taken as it stands; where it runs downward, as in most videos, "
            "turns to the left come out as turns to the right."
          },
          option: "--flip-y of import-trajectory"))
    }
    noteUnread(source)
    let lost = body.x.count { !$0.isFinite }
    findings.append(
      Finding(
        .found, "time",
        sentence {
          "\(body.frames.count) frames, "
          if table.clockRate == 1 { "with times in seconds; " } else { "counted \(measured(frameRate)) in a second; " }
          "\(body.part) is missing in \(lost) of them."
        }))
    return Recording(
      source: RecordingSource(url: source.url, format: source.format), trajectory: trajectory,
      positionUnit: RecordedPositionUnit(
        unit: unit, guessed: false,
        reason: options.positionUnit == nil ? "the file says it" : "given"), findings: findings)
  }

  // MARK: Choices

  private mutating func chosenTrack() throws -> String {
    let tracks = table.tracks
    if let name = options.poses.track {
      guard tracks.contains(name) else {
        throw FileError.unusable(
          "there is no track or individual '\(name)'.", remedy: "--track takes one of \(tracks.joined(separator: ", ")).")
      }
      return name
    }
    guard tracks.count > 1 else { return tracks.first ?? "" }
    // DeepLabCut's individual of the parts that no animal has: corners, ports.
    let animals = tracks.filter { $0 != "single" }
    guard animals.count > 1 else { return animals.first ?? "" }
    return mostTracked(animals)
  }

  private mutating func mostTracked(_ tracks: [String]) -> String {
    let found = tracks.map { track in table.points.reduce(0) { $0 + ($1.track == track ? $1.found : 0) } }
    let best = tracks[found.indices.max { found[$0] < found[$1] || found[$0] == found[$1] && $0 > $1 } ?? 0]
    let names = tracks.map { $0.isEmpty ? "(no track)" : $0 }
    let most = found.max() ?? 0
    let equals = zip(names, found).filter { Double($0.1) >= PoseReading.equalShare * Double(most) }.map(\.0)
    findings.append(
      Finding(
        equals.count > 1 ? .warning : .guessed, "position",
        sentence {
          "\(best.isEmpty ? "(no track)" : best) was taken of \(names.joined(separator: ", ")), "
          if equals.count > 1 {
            "and \(equals.joined(separator: ", ")) are found as often: which animal is meant?"
          } else {
            "since it has the most points."
          }
        },
        option: "--track NAME"))
    return best
  }

  /// Animals that are found in this share of the most frames may be meant as well.
  private static let equalShare = 0.9
  /// A part that stays within this share of the widest part's range is no part of an animal: a corner, a port.
  private static let fixedShare = 0.1

  /// Whether a part stays where it is while others go about, by the middle nine tenths of its places.
  private func isFixed(_ points: [PoseTable.Point]) -> [Bool] {
    let ranges = points.map { point in
      [point.x, point.y].map { values in
        let known = values.indices.filter { index in
          values[index].isFinite && !(point.score.map { $0[index] < threshold } ?? false)
        }.map { values[$0] }
        return known.count < 2 ? 0 : quantile(known, 0.95) - quantile(known, 0.05)
      }.max() ?? 0
    }
    let widest = ranges.max() ?? 0
    return ranges.map { $0 < PoseReading.fixedShare * widest }
  }

  private func point(_ name: String, _ points: [PoseTable.Point], _ option: String) throws -> PoseTable.Point {
    guard
      let point = points.first(where: { $0.part == name }) ?? points.first(where: { $0.part.lowercased() == name.lowercased() })
    else {
      throw FileError.unusable(
        "there is no body part '\(name)'.", remedy: "\(option) takes names of \(points.map(\.part).joined(separator: ", ")).")
    }
    return point
  }

  private mutating func bestTracked(_ points: [PoseTable.Point]) -> PoseTable.Point {
    let threshold = threshold
    func usable(_ point: PoseTable.Point) -> Int {
      point.x.indices.count { index in
        point.x[index].isFinite && !(point.score.map { $0[index] < threshold } ?? false)
      }
    }
    let fixed = isFixed(points)
    let counts = zip(points, fixed).map { $1 ? -1 : usable($0) }
    let best = points[counts.indices.max { counts[$0] < counts[$1] || counts[$0] == counts[$1] && $0 > $1 } ?? 0]
    if points.count > 1 {
      findings.append(
        Finding(
          .guessed, "position",
          sentence {
            "\(best.part) was taken, since it is found in the most frames"
            let still = zip(points, fixed).filter(\.1).map(\.0.part)
            if !still.isEmpty { " of those that move (\(firstNames(still)) stay\(still.count == 1 ? "s" : "") in one place)" }
            "."
          },
          option: "--body-part NAME"))
    }
    return best
  }

  // MARK: Points

  /// A score that is low in any program.
  private static let lowScore = 0.3

  private var threshold: Double {
    options.poses.minimumLikelihood ?? table.leastScore ?? -.infinity
  }

  /// The point without what is less likely than the threshold.
  private mutating func filtered(_ point: PoseTable.Point) -> PoseTable.Point {
    var result = point
    var dropped = 0
    for index in point.x.indices {
      let isUnlikely = point.score.map { $0[index] < threshold } ?? false
      guard isUnlikely || !point.x[index].isFinite || !point.y[index].isFinite else { continue }
      if isUnlikely, point.x[index].isFinite { dropped += 1 }
      result.x[index] = .nan
      result.y[index] = .nan
    }
    noteScores(point)
    if dropped > 0 {
      findings.append(
        Finding(
          2 * dropped > point.x.count ? .warning : .found, "position",
          sentence {
            "\(dropped) of \(point.x.count) points of \(point.part) are less likely than \(measured(threshold)) "
            "and count as lost."
          },
          option: "--min-likelihood"))
    }
    return result
  }

  /// Scores that nobody asked for a threshold of and that are no probabilities may still be low.
  private mutating func noteScores(_ point: PoseTable.Point) {
    guard let scores = point.score, threshold == -.infinity else { return }
    let low = point.x.indices.count { point.x[$0].isFinite && scores[$0] < PoseReading.lowScore }
    guard low > 0 else { return }
    findings.append(
      Finding(
        .warning, "position",
        sentence {
          "\(low) of \(point.found) points of \(point.part) have a score below \(PoseReading.lowScore); "
          if table.program == "SLEAP" { "SLEAP's scores are no probabilities" } else { "nobody set a threshold" }
          ", and all points were kept."
        },
        option: "--min-likelihood P"))
  }

  private func middle(_ a: PoseTable.Point, _ b: PoseTable.Point) -> PoseTable.Point {
    var result = a
    result.part = "the middle between \(a.part) and \(b.part)"
    result.x = zip(a.x, b.x).map { ($0 + $1) / 2 }
    result.y = zip(a.y, b.y).map { ($0 + $1) / 2 }
    return result
  }

  /// Radians in [0, 2π); NaN where one of the two is lost.
  private func direction(from back: PoseTable.Point, to front: PoseTable.Point) -> [Double] {
    back.x.indices.map { index in
      let (dx, dy) = (front.x[index] - back.x[index], front.y[index] - back.y[index])
      return dx.isFinite && dy.isFinite && (dx != 0 || dy != 0) ? wrapAngle(atan2(dy, dx)) : .nan
    }
  }
}
