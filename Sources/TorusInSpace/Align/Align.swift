import ArrayNumerics
import Foundation
import Schema
import Stages
import TorusGeometry

/// The tori of sessions laid over each other by the cells that they share.
public enum Align: Stage {
  /// The cells of the sessions, and the lattices where there are any.
  public struct Input: StageInput {
    public static let requirements: [Requirement] = Results<CohoSpace, IfPresent<CohoMap>>.requirements
    /// One session.
    public struct Session: Sendable {
      /// Its results folder.
      public var folder: String
      /// Its cells.
      public var cells: CohoSpaceResult
      /// `nil` without a position, or where it has no lattice.
      public var lattice: CohoMapResult?

      public init(folder: String, cells: CohoSpaceResult, lattice: CohoMapResult?) {
        (self.folder, self.cells, self.lattice) = (folder, cells, lattice)
      }
    }
    /// The session onto which nothing is laid.
    public var first: CohoSpaceResult
    /// Its lattice, for sessions that have none, such as sleep.
    public var firstLattice: CohoMapResult?
    /// Those that it is laid over.
    public var others: [Session]

    public init(first: CohoSpaceResult, firstLattice: CohoMapResult?, others: [Session]) {
      (self.first, self.firstLattice, self.others) = (first, firstLattice, others)
    }

    public init(from source: InputSource, for consumer: String) throws {
      let (cells, map) = try Results<CohoSpace, IfPresent<CohoMap>>(from: source, for: consumer).values
      self.init(first: cells, firstLattice: map, others: [])
    }
  }

  public static func input(from source: InputSource, parameters: AlignParameters) throws -> Input {
    var input = try Input(from: source, for: description.command)
    for folder in parameters.others {
      let other = InputSource(recordingURL: nil, folder: ResultsFolder(url: URL(fileURLWithPath: folder)), keepsResults: false)
      let (cells, map) = try Results<CohoSpace, IfPresent<CohoMap>>(from: other, for: description.command).values
      input.others.append(Input.Session(folder: folder, cells: cells, lattice: map))
    }
    return input
  }

  public static func otherResults(_ parameters: AlignParameters) -> [OtherResult] {
    parameters.others.flatMap { folder -> [OtherResult] in
      // A lattice is used where there is one, and then belongs to the key.
      let map = try? ResultsFolder(url: URL(fileURLWithPath: folder)).record(of: CohoMap.description.stem)
      return ([CohoSpace.description] + (map == nil ? [] : [CohoMap.description])).map {
        OtherResult(folder: folder, stage: $0)
      }
    }
  }

  public static let description = StageDescription(
    key: "align", group: .recordings, title: "Alignment of sessions",
    summary: "tori of sessions laid over each other by their cells",
    purpose: """
      The angles of a torus are found up to whole combinations of the two circles and a shift. Lays the torus of one session \
      over those of others by the centres of the cells that they share: of forty whole matrices and all shifts the best. Cells \
      are exchanged at random and aligned anew to say what forty choices reach by chance; only then are distances given.
      """,
    example: "canns-analyze align monday tuesday --seed 1", references: [.gardner2022, .phipson2010], usesSeed: true,
    furtherFolders: "with")

  /// With fewer cells the matrix is often wrong.
  static let fewestCells = 8
  /// The alignment has to be rarer than this among the permutations before distances are given.
  static let significance = 0.01

  public static func run(_ input: consuming Input, parameters: AlignParameters, context: RunContext) throws -> AlignResult {
    let (first, others, firstLattice) = (input.first, input.others, input.firstLattice?.displacements)
    guard !others.isEmpty else {
      throw ParameterError.invalid(name: "with", reason: "an alignment needs a second session: align DIR1 DIR2.")
    }
    try requireTorus(first, folder: "the first session")
    for other in others { try requireTorus(other.cells, folder: other.folder) }
    let places = others.map { other in
      Dictionary(other.cells.cellIDs.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
    }
    func place(_ cell: Int, in session: Int) -> Int? {
      guard let found = places[session][first.cellIDs[cell]], others[session].cells.centers[found, 0].isFinite else {
        return nil
      }
      return found
    }
    let cells = first.cellIDs.indices.filter { cell in
      first.centers[cell, 0].isFinite && others.indices.contains { place(cell, in: $0) != nil }
    }
    var centers = Matrix<Double>(rows: cells.count, columns: 2, repeating: 0)
    for (row, cell) in cells.enumerated() {
      for circle in 0..<2 { centers[row, circle] = first.centers[cell, circle] }
    }
    var all = [Double]()
    let sessions = try others.enumerated().map { index, other -> AlignedSession in
      var own = Matrix<Double>(rows: cells.count, columns: 2, repeating: .nan)
      for (row, cell) in cells.enumerated() {
        guard let found = place(cell, in: index) else { continue }
        for circle in 0..<2 { own[row, circle] = other.cells.centers[found, circle] }
      }
      all += own.elements
      context.work.report("alignment", completed: index, of: others.count)
      return try align(
        centers, onto: own, other, firstLattice: firstLattice, index: index, parameters: parameters,
        context: context)
    }
    context.work.report("alignment", completed: others.count, of: others.count)
    let result = AlignResult(
      sessions: sessions, cellIDs: cells.map { first.cellIDs[$0] }, centers: centers,
      otherCenters: Matrix(rows: others.count, columns: 2 * cells.count, elements: all),
      notes: StageNotes(
        dropped: [
          DroppedItems(
            "cells", count: first.cellIDs.count - cells.count, reason: "of the first session without a centre in any other")
        ], warnings: sessions.compactMap { warning($0) }))
    return result
  }

  private static func requireTorus(_ cells: CohoSpaceResult, folder: String) throws {
    guard cells.circles != 2 else { return }
    throw StageError.unusableData(
      stage: "align", reason: "\(folder) has \(counted(cells.circles, "circle")), and tori have two.",
      remedy: "Decode two circles there (decode --circles 2), if its population has them.")
  }

  /// - Parameters:
  ///   - a: centres in the first session.
  ///   - b: the same cells in the other, NaN where one is missing.
  private static func align(
    _ a: Matrix<Double>, onto b: Matrix<Double>, _ other: Input.Session, firstLattice: Displacements?, index: Int,
    parameters: AlignParameters, context: RunContext
  ) throws -> AlignedSession {
    let common = (0..<a.rows).filter { b[$0, 0].isFinite }
    guard common.count >= fewestCells else {
      throw StageError.unusableData(
        stage: "align",
        reason: sentence {
          "\(counted(common.count, "cell")) of the first session \(common.count == 1 ? "has" : "have") a centre in "
          "\(other.folder), and an alignment needs \(fewestCells)."
        },
        remedy: "Cells are matched by their identifiers: are they numbered alike in both recordings?")
    }
    let (own, theirs) = (a.selectingRows(common), b.selectingRows(common))
    let found = TorusAlignment(of: own, onto: theirs)
    let null = try AlignmentNull(of: own, onto: theirs, permutations: parameters.permutations, work: context.work) {
      RandomStream(seed: context.seed, name: "exchanged cells", index, $0)
    }
    var (angles, metres) = ([Double](repeating: .nan, count: a.rows), [Double](repeating: .nan, count: a.rows))
    var steps: [Double] = []
    let theirLattice = other.lattice?.displacements
    for cell in common {
      let place = found.apply(a[cell, 0], a[cell, 1])
      let step = (angleDifference(b[cell, 0], place[0]), angleDifference(b[cell, 1], place[1]))
      steps.append(hypot(step.0, step.1))
      angles[cell] = hypot(step.0, step.1)
      if let theirLattice {
        metres[cell] = imageDistance(step, displacements: theirLattice)
      } else if let firstLattice {
        metres[cell] = imageDistance(found.back(step), displacements: firstLattice)
      }
    }
    let middle = median(steps)
    var session = AlignedSession(
      folder: other.folder, commonCells: common.count, transform: found.transform, shift: found.shift, score: found.score,
      nullScore: null.scores, distanceInAngle: angles, distance: metres,
      distanceP: Double(1 + null.medianDistances.count { $0 <= middle }) / Double(1 + null.medianDistances.count),
      flatTorusAngle: TorusGeometry.flatTorusAngle(of: other.cells.rateMaps, bins: other.cells.binsPerCircle))
    if session.p > significance {
      session.distanceInAngle = session.distanceInAngle.map { _ in .nan }
      session.distance = session.distance.map { _ in .nan }
    }
    return session
  }

  private static func warning(_ session: AlignedSession) -> String? {
    if session.p > significance {
      return sentence {
        "\(session.folder): the alignment is no better than of exchanged cells (p \(formatted(session.p, digits: 2))), so no "
        "distances are given."
      }
    }
    let alignment = TorusAlignment(transform: session.transform, shift: session.shift, score: session.score)
    guard !alignment.isHexagonal(angle: 60), !alignment.isHexagonal(angle: 120) else { return nil }
    return sentence {
      "\(session.folder): the two bases differ by more than a turn or a mirror of a hexagonal lattice; one of the decodings "
      "is not in its shortest basis."
    }
  }
}

/// Over which either angle goes round once, m.
typealias Displacements = (first: (x: Double, y: Double), second: (x: Double, y: Double))

extension TorusAlignment {
  /// A step on the torus that was laid under, as one on that which was laid over it: the inverse of U times the step.
  func back(_ step: (Double, Double)) -> (Double, Double) {
    let (a, b, c, d) = (transform[0][0], transform[0][1], transform[1][0], transform[1][1])
    let sign = Double(a * d - b * c)
    return (
      sign * (Double(d) * step.0 - Double(b) * step.1), sign * (Double(a) * step.1 - Double(c) * step.0)
    )
  }
}

extension CohoMapResult {
  /// The displacements over which either decoded angle goes round once, m; `nil` without a lattice.
  var displacements: Displacements? {
    guard lattice != nil, let waves, waves.vectors.rows == 2 else { return nil }
    func wave(_ circle: Int) -> StripeFit {
      StripeFit(
        kx: waves.vectors[circle, 0], ky: waves.vectors[circle, 1], offset: waves.offsets[circle],
        strength: waves.strengths[circle])
    }
    return AngleReading.displacements(wave(0), wave(1))
  }
}
