import ArrayNumerics
import Foundation
import LatentStates
import TestSupport
import Testing

/// Places decoded from counts, against Bayes' formula over all paths, which NumPy wrote out.
@Suite struct PlaceChainTests {
  /// Three cells in 36 bins of time on two rows of three places, of which one was never visited before the last bin.
  static let counts: [[Float]] = [
    [2, 0, 0], [1, 1, 0], [0, 1, 1], [0, 0, 3], [0, 2, 1], [1, 1, 1], [2, 0, 1], [1, 0, 1], [3, 0, 1], [1, 1, 1], [1, 2, 1],
    [1, 1, 3], [1, 1, 3], [1, 2, 2], [1, 2, 1], [3, 0, 1], [0, 0, 0], [0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 2, 0], [0, 2, 1],
    [0, 1, 2], [0, 2, 1], [0, 2, 0], [2, 1, 0], [1, 1, 0], [2, 1, 0], [1, 2, 0], [0, 2, 1], [0, 3, 1], [0, 1, 2], [0, 3, 1],
    [1, 1, 0], [2, 0, 0], [1, 0, 1],
  ]
  static let numbers = [
    0, 1, 2, 5, 2, 1, 0, 3, 0, 1, 2, 5, 5, 2, 1, 0, 3, 3, 0, 1, 1, 2, 5, 2, 1, 0, 3, 0, 1, 2, 2, 5, 2, 1, 0, 4,
  ]

  static var observations: LatentObservations {
    var exposure = [Float](repeating: 0.1, count: 36)
    (exposure[33], exposure[8]) = (0.05, 0.07)
    return LatentObservations(
      counts: Matrix(rows: 36, columns: 3, elements: counts.flatMap { $0 }), binWidth: 0.1, exposure: exposure)
  }

  static func tuning() throws -> PlaceTuning {
    try PlaceTuning(
      observations, at: numbers, isUsed: (0..<36).map { $0 < 30 }, rows: 2, columns: 3, smoothing: 0, emission: .poisson)
  }

  /// Rates with 0.05 s of the mean rate added.
  @Test func theRatesAreThoseOfTheTrainingTime() throws {
    let tuning = try Self.tuning()
    #expect(tuning.graph.numbers == [0, 1, 2, 3, 5])
    let expected = [
      [22.85353535, 6.4171123, 3.27272727, 5.45454545, 5.45454545],
      [3.52600075, 15.92790652, 18.05162738, 3.41937897, 7.86382342],
      [4.77459783, 4.04436522, 11.25028058, 3.19491208, 25.41713431],
    ]
    for cell in 0..<3 {
      for place in 0..<5 { #expect(close(tuning.rates[cell, place], expected[cell][place], 1e-5)) }
    }
  }

  /// The posterior as a sum over all 15,625 paths of six bins, and products of three bins without a motion.
  @Test func itIsBayesFormulaOverAllPaths() throws {
    let moving = [
      PlaceReading(column: 1.818564388983, row: 0.060122697889, spread: 0.455253111869, level: 0),
      PlaceReading(column: 1.873477687028, row: 0.141271491689, spread: 0.490349777474, level: 0.730335400751),
      PlaceReading(column: 1.621944372446, row: 0.010184340374, spread: 0.498349101866, level: 0),
      PlaceReading(column: 0.882886929221, row: 0.016835105663, spread: 0.572172881088, level: 0),
      PlaceReading(column: 0.145660519989, row: 0.067991092287, spread: 0.545413832895, level: 0),
      PlaceReading(column: 0.137567566729, row: 0.291553409566, spread: 0.708624209431, level: 1),
    ]
    let flat = [
      PlaceReading(column: 1.920352065862, row: 0.099433585961, spread: 0.411836321221, level: 0),
      PlaceReading(column: 1.957911628359, row: 0.011562106076, spread: 0.227744655539, level: 0.988412394730),
      PlaceReading(column: 1.823172159415, row: 0.049970148416, spread: 0.445465230343, level: 0),
      PlaceReading(column: 1.052855818249, row: 0.039012546240, spread: 0.460821749400, level: 0),
      PlaceReading(column: 0.058995151245, row: 0.187379811310, spread: 0.485422483704, level: 0),
      PlaceReading(column: 0.033257724958, row: 0.282894701136, spread: 0.540810814860, level: 1),
    ]
    let chain = PlaceChain(try Self.tuning(), walk: PlaceWalk(variance: 0.6))
    let piece = chain.decode(Self.observations, 30..<36, at: Self.numbers, reach: 1)
    for (found, expected) in zip(piece.moving + piece.flat, moving + flat) {
      // The time of a bin is kept in single precision.
      for path in [\PlaceReading.column, \.row, \.spread, \.level] {
        #expect(close(found[keyPath: path], expected[keyPath: path], 1e-6), "\(found) is not \(expected)")
      }
    }
    #expect(piece.moving.count == 6 && piece.flat.count == 6)
  }

  /// In a share of the time all places are as likely: level, probability and mean square distance are means of both.
  @Test func aMixtureHoldsWhatItsPartsHold() throws {
    let chain = PlaceChain(try Self.tuning(), walk: PlaceWalk(variance: 0.6))
    let piece = chain.decode(Self.observations, 30..<36, at: Self.numbers, reach: 1)
    let places = [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1)]
    for (own, bin) in zip(piece.moving, 30..<36) {
      #expect(own.mixed(0) == own || own.probability.isNaN)
      let mixed = own.mixed(0.25)
      let squares = places.map { pow(Double($0.0) - own.column, 2) + pow(Double($0.1) - own.row, 2) }
      #expect(close(pow(mixed.spread, 2), 0.75 * pow(own.spread, 2) + 0.25 * squares.reduce(0, +) / 5, 1e-12))
      #expect(mixed.column == own.column && mixed.row == own.row)
      if Self.numbers[bin] == 4 {
        #expect(mixed.level == 1 && mixed.probability.isNaN)
      } else {
        #expect(close(mixed.probability, 0.75 * own.probability + 0.05, 1e-12))
        // So many fifths as there are likelier places.
        let likelier = 5 * (mixed.level - 0.75 * own.level) / 0.25
        #expect(close(likelier, likelier.rounded(), 1e-9) && (likelier > 0.5) == (own.level > 0), "\(likelier)")
      }
    }
  }

  /// A walk on an open row has the variance that was asked for, and keeps what it holds.
  @Test func aWalkSpreadsAsFarAsItIsTold() {
    let graph = PlaceGraph(rows: 1, columns: 101, visited: [Bool](repeating: true, count: 101))
    for variance in [0.02, 0.3, 1, 7.5] {
      var (now, scratch) = ([Double](repeating: 0, count: 101), [Double](repeating: 0, count: 101))
      now[50] = 1
      graph.walk(&now, PlaceWalk(variance: variance), scratch: &scratch)
      let square = now.enumerated().reduce(0) { $0 + $1.element * Double(($1.offset - 50) * ($1.offset - 50)) }
      #expect(close(now.reduce(0, +), 1, 1e-12) && close(square, variance, 1e-9), "\(square)")
    }
  }

  /// Where the animal never was the walk does not go, and it does not lose anything there.
  @Test func aWalkGoesAroundCorners() {
    // A track along three sides of a square.
    let graph = PlaceGraph(rows: 2, columns: 3, visited: [true, false, true, true, true, true])
    #expect(graph.numbers == [0, 2, 3, 4, 5] && graph.places == [0, -1, 1, 2, 3, 4])
    var (now, scratch) = ([1.0, 0, 0, 0, 0], [0.0, 0, 0, 0, 0])
    graph.walk(&now, PlaceWalk(variance: 0.2), scratch: &scratch)
    #expect(close(now[0], 0.9, 1e-12) && close(now[2], 0.1, 1e-12) && now[1] == 0)
    for _ in 0..<2000 { graph.walk(&now, PlaceWalk(variance: 0.2), scratch: &scratch) }
    #expect(now.allSatisfy { close($0, 0.2, 1e-9) })
  }

  /// A hole in an open field is filled, the wall of a corridor is not, and nothing grows beyond a straight border.
  @Test func holesAreFilledAndWallsAreNot() {
    func map(_ lines: [String]) -> [Bool] { lines.flatMap { $0.map { $0 == "#" } } }
    func filled(_ lines: [String]) -> [Bool] { PlaceGraph.reachable(map(lines), rows: lines.count, columns: lines[0].count) }
    #expect(filled(["#####", "#..##", "#..##", "#####"]) == map(["#####", "#####", "#####", "#####"]))
    // A U: the middle stays out but for the inner corners.
    let maze = ["#.....#", "#.....#", "#.....#", "#.....#", "#######"]
    #expect(filled(maze) == map(["#.....#", "#.....#", "#.....#", "##...##", "#######"]))
    // The right half was never visited.
    #expect(filled(["###....", "###....", "###....", "###...."]) == map(["###....", "###....", "###....", "###...."]))
    #expect(filled(["##.##..#"]) == map(["#####..#"]))
    #expect(PlaceGraph.reachable([], rows: 0, columns: 0) == [])
  }

  /// A path that is moved in time jumps where its end meets its start; the animal did not, and its motion stays what it was.
  /// Otherwise every draw of the null would have another decoder than the recording.
  @Test(arguments: [1, 10, 35]) func aMovedPathHasTheMotionOfTheRealOne(shift: Int) throws {
    let path = KnownPlaces(axes: [(0..<36).map { 0.03 * Double($0) }], numbers: Array(0..<36))
    let whole = HeldOutPlaces.Fold(training: [Bool](repeating: true, count: 36), pieces: [0..<36])
    let options = PlaceDecodingOptions(
      rows: 1, columns: 36, binSize: 0.03, smoothing: 1, span: 1, reach: 1, emission: .poisson)
    func variance(_ path: KnownPlaces) throws -> Double {
      try HeldOutPlaces(Self.observations, path, folds: [whole], options: options, work: Work()).variance
    }
    #expect(try close(variance(path), 9e-4, 1e-12))
    #expect(try close(variance(path.moved(Array(0..<36), by: shift)), 9e-4, 1e-12))
  }

  /// Steps of 3 cm to the right: 9 squared centimetres over 1 bin, 36 over 2, spread over 2.
  @Test func theMotionIsTheMeanSquareDisplacement() {
    let x = (0..<20).map { 0.03 * Double($0) }
    let used = [Bool](repeating: true, count: 20)
    var restarts = [Bool](repeating: false, count: 20)
    restarts[0] = true
    #expect(close(PlaceWalk.variance(ofStep: [x], isUsed: used, restarts: restarts, span: 1), 9e-4, 1e-12))
    #expect(close(PlaceWalk.variance(ofStep: [x], isUsed: used, restarts: restarts, span: 2), 18e-4, 1e-12))
    let still = [Double](repeating: 1, count: 20)
    #expect(close(PlaceWalk.variance(ofStep: [x, still], isUsed: used, restarts: restarts, span: 2), 9e-4, 1e-12))
    #expect(PlaceWalk.variance(ofStep: [x], isUsed: used, restarts: restarts.map { _ in true }, span: 1).isNaN)
  }
}
