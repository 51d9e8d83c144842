import ArrayNumerics
import Foundation
import Schema
import Stages
import TestSupport
import Testing
import TorusInSpace

/// Sessions whose tori differ by a known matrix and shift.
@Suite struct AlignTests {
  static func cells(_ centers: Matrix<Double>, names: [String]) -> CohoSpaceResult {
    let count = names.count
    return CohoSpaceResult(
      rateMaps: Matrix(rows: count, columns: 16, repeating: 1), occupancy: [Double](repeating: 1, count: 16), binsPerCircle: 4,
      centers: centers, vectorLengths: centers.map { _ in 0.5 }, information: names.map { _ in 1 },
      explainedDeviance: names.map { _ in 0.2 }, score: names.map { _ in 0.1 }, cellIDs: names, unit: "Hz", leaveOutBins: 1,
      decoderBins: 1, world: nil, notCompared: "these are made up")
  }

  static func centers(_ count: Int, seed: UInt64) -> Matrix<Double> {
    var random = RandomStream(seed: seed, name: "centres")
    return Matrix(rows: count, columns: 2, elements: (0..<2 * count).map { _ in 2 * .pi * random.uniform() })
  }

  static func laid(_ a: Matrix<Double>, noise: Double) -> Matrix<Double> {
    var random = RandomStream(seed: 7, name: "noise")
    var b = a
    for cell in 0..<a.rows {
      b[cell, 0] = wrapAngle(a[cell, 0] + a[cell, 1] + 1 + noise * random.normal())
      b[cell, 1] = wrapAngle(-a[cell, 1] + 3 + noise * random.normal())
    }
    return b
  }

  static func run(_ first: CohoSpaceResult, _ others: [CohoSpaceResult], _ permutations: Int = 200) throws -> AlignResult {
    var parameters = AlignParameters()
    parameters.permutations = permutations
    parameters.others = others.indices.map { "session-\($0)" }
    return try Align.run(
      .init(
        first: first, firstLattice: nil,
        others: others.enumerated().map { .init(folder: "session-\($0.offset)", cells: $0.element, lattice: nil) }),
      parameters: parameters, context: RunContext(work: Work(threads: 2), seed: 2))
  }

  /// Thirty cells; the other session has them in another order, without five and with three of its own.
  @Test func cellsAreMatchedByTheirNames() throws {
    let names = (0..<30).map { "cell \($0)" }
    let a = Self.centers(30, seed: 1)
    let b = Self.laid(a, noise: 0.2)
    let order = Array((5..<30).reversed())
    var other = b.selectingRows(order)
    other = Matrix(rows: 28, columns: 2, elements: other.elements + Self.centers(3, seed: 2).elements)
    let result = try Self.run(
      Self.cells(a, names: names), [Self.cells(other, names: order.map { names[$0] } + ["x", "y", "z"])])
    let session = result.sessions[0]
    #expect(session.transform == [[1, 1], [0, -1]] && session.isMirrored && session.commonCells == 25)
    #expect(abs(angleDifference(session.shift[0], 1)) < 0.15 && abs(angleDifference(session.shift[1], 3)) < 0.15)
    #expect(session.p == 1.0 / 201 && session.distanceP == 1.0 / 201 && session.score > 1.9)
    #expect(result.cellIDs == Array(names[5...]) && session.distanceInAngle.allSatisfy { $0 < 1 })
    // Both circles have a noise of 0.2: the median distance is that of a Rayleigh distribution.
    #expect(close(session.medianAngle, 0.2 * (2 * log(2.0)).squareRoot(), 0.06), "\(session.medianAngle)")
    #expect(session.distance.allSatisfy { $0.isNaN } && result.notes.dropped.first?.count == 5)
  }

  @Test func sessionsThatShareNothingGetNoDistances() throws {
    let names = (0..<40).map(String.init)
    let result = try Self.run(
      Self.cells(Self.centers(40, seed: 3), names: names), [Self.cells(Self.centers(40, seed: 4), names: names)])
    #expect(result.sessions[0].p > 0.01 && result.sessions[0].distanceInAngle.allSatisfy { $0.isNaN })
    #expect(result.notes.warnings.contains { $0.contains("no better than") })
    #expect(Align.headline(result, parameters: AlignParameters()).contains("no alignment beyond chance"))
  }

  @Test func whatCannotBeAlignedIsRefused() throws {
    let names = (0..<20).map(String.init)
    let a = Self.cells(Self.centers(20, seed: 5), names: names)
    let other = Self.cells(Self.centers(20, seed: 6), names: (0..<20).map { "b\($0)" })
    #expect(throws: StageError.self) { try Self.run(a, [other]) }
    let ring = Self.cells(Matrix(rows: 20, columns: 1, repeating: 1), names: names)
    #expect(throws: StageError.self) { try Self.run(a, [ring]) }
    #expect(throws: ParameterError.self) { try Self.run(a, []) }
  }

  /// The arrays of one other session have the shapes of the contract, those of two the sessions before them, and come back.
  @Test(arguments: [1, 2]) func severalSessionsShareOneTable(count: Int) throws {
    let names = (0..<24).map(String.init)
    let a = Self.centers(24, seed: 8)
    let others = (0..<count).map { Self.cells(Self.laid(a, noise: 0.1 + 0.2 * Double($0)), names: names) }
    let result = try Self.run(Self.cells(a, names: names), others, 200)
    var arrays: [String: DataArray] = [:]
    for field in result.storedFields {
      if let array = try field.content.array() { arrays[field.information.key] = array }
    }
    let before = count == 1 ? [] : [count]
    #expect(arrays["transform"]?.shape == before + [2, 2] && arrays["transform"]?.typeName == "int64")
    #expect(arrays["shift"]?.shape == before + [2] && arrays["null_score"]?.shape == before + [200])
    #expect(arrays["score"]?.shape == before && arrays["p"]?.shape == before && arrays["distance"]?.shape == before + [24])
    #expect(result.sessions.allSatisfy { $0.transform == [[1, 1], [0, -1]] })
    if count == 2 { #expect(result.sessions[0].medianAngle < result.sessions[1].medianAngle) }
  }

  /// On the lattice of a metre by its own arena: a cell that lies a tenth of a turn off along the first displacement.
  @Test func distancesAreThoseOfTheLattice() throws {
    let (embedding, decoding) = CohoMapTests.session
    let map = try CohoMap.run(Results(embedding, decoding), parameters: CohoMapParameters(), context: RunContext())
    let names = (0..<30).map(String.init)
    let a = Self.centers(30, seed: 9)
    var b = a
    b[0, 0] = wrapAngle(a[0, 0] + 0.2 * .pi)
    var parameters = AlignParameters()
    parameters.permutations = 100
    for isFirst in [false, true] {
      let result = try Align.run(
        .init(
          first: Self.cells(a, names: names), firstLattice: isFirst ? map : nil,
          others: [.init(folder: "other", cells: Self.cells(b, names: names), lattice: isFirst ? nil : map)]),
        parameters: parameters, context: RunContext(seed: 2))
      let distance = result.sessions[0].distance
      // The shift takes a thirtieth of it.
      #expect(close(distance[0], 0.05 * 29 / 30, 0.002) && distance.dropFirst().allSatisfy { $0 < 0.003 }, "\(distance[0])")
    }
  }
}
