import ArrayNumerics
import Foundation

/// Velocities of a bump that are told apart, and how one follows another. A function on places and velocities has all places
/// of the first velocity first.
struct VelocityClasses: Sendable {
  /// How far the mass of each class moves, in places: whole ones, and the part of the next.
  private let shifts: [(whole: Int, part: Float)]
  /// Probabilities, `[from, to]`.
  private let transitions: [Float]
  /// Probability of each before anything is seen.
  let start: [Float]

  /// Classes, and their distance in units of the spread.
  static let most = 9
  private static let distance = 0.6

  /// One class, without velocity.
  static let still = VelocityClasses()

  private init() { (shifts, transitions, start) = ([(0, 0)], [1], [1]) }

  init(_ momentum: BumpMomentum) {
    let values = (0..<Self.most).map { Double($0 - Self.most / 2) * Self.distance }
    func normalized(_ weights: [Double]) -> [Float] {
      let sum = weights.reduce(0, +)
      return weights.map { Float($0 / sum) }
    }
    let rho = momentum.persistence
    start = normalized(values.map { exp(-0.5 * $0 * $0) })
    transitions = values.flatMap { from in
      normalized(values.map { exp(-0.5 * pow($0 - rho * from, 2) / (1 - rho * rho)) })
    }
    shifts = values.map { value in
      let places = value * momentum.spread / BumpModel.spacing
      let whole = places.rounded(.down)
      return (Int(whole), Float(places - whole))
    }
  }

  /// The number of classes.
  var count: Int { start.count }

  /// The mass of each class after velocities changed.
  func changed(_ masses: [Float]) -> [Float] {
    (0..<count).map { to in (0..<count).reduce(Float(0)) { $0 + masses[$1] * transitions[$1 * count + to] } }
  }

  /// The adjoint of `changed`.
  func changedBack(_ values: [Float]) -> [Float] {
    (0..<count).map { from in (0..<count).reduce(Float(0)) { $0 + values[$1] * transitions[from * count + $1] } }
  }

  /// Where the mass of a function is after one frame: velocities change, then mass moves by them and by a step.
  ///
  /// - Parameter room: for a function on places and velocities.
  func move(
    _ function: UnsafePointer<Float>, to result: UnsafeMutablePointer<Float>, by motion: LaplaceMotion,
    room: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let places = BumpModel.positions
    if count == 1 { return motion.apply(function, to: result, scratch: scratch) }
    for to in 0..<count {
      let moved = result + to * places
      moved.update(repeating: 0, count: places)
      for from in 0..<count {
        Self.add(function + from * places, times: transitions[from * count + to], to: moved)
      }
      shift(moved, by: shifts[to], to: room)
      motion.apply(room, to: moved, scratch: scratch)
    }
  }

  /// The adjoint of `move`.
  func moveBack(
    _ function: UnsafePointer<Float>, to result: UnsafeMutablePointer<Float>, by motion: LaplaceMotion,
    room: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let places = BumpModel.positions
    if count == 1 { return motion.apply(function, to: result, scratch: scratch) }
    result.update(repeating: 0, count: count * places)
    for to in 0..<count {
      let (moved, back) = (room, room + places)
      motion.apply(function + to * places, to: moved, scratch: scratch)
      let (whole, part) = shifts[to]
      shift(moved, by: part == 0 ? (-whole, 0) : (-whole - 1, 1 - part), to: back)
      for from in 0..<count { Self.add(back, times: transitions[from * count + to], to: result + from * places) }
    }
  }

  private static func add(_ part: UnsafePointer<Float>, times factor: Float, to sum: UnsafeMutablePointer<Float>) {
    for k in stride(from: 0, to: BumpModel.positions, by: 8) { store(load8(sum + k) + load8(part + k) * factor, sum + k) }
  }

  /// A function moved up the ring, linear between places.
  private func shift(
    _ function: UnsafePointer<Float>, by distance: (whole: Int, part: Float), to result: UnsafeMutablePointer<Float>
  ) {
    let last = BumpModel.positions - 1
    for m in 0...last {
      let from = m - distance.whole
      result[m] = function[from & last] * (1 - distance.part) + function[(from - 1) & last] * distance.part
    }
  }
}
