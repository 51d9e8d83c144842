import ArrayNumerics
import Foundation
import Schema

/// What theory says of a simulated model, with what the simulation had.
public struct TheoryPanel: FieldTable, Equatable {
  /// What each number is.
  public var names: [String]
  /// Of each; empty for a number without one.
  public var units: [String]
  /// What theory says.
  public var values: [Double]
  /// What the simulation had; NaN where it does not show it.
  public var simulated: [Double]

  public static let fields = Field<TheoryPanel>.table {
    Field.array("theory_names", \.names, axes: ["theory"], "numbers that theory gives for the model")
    Field.array("theory_units", \.units, axes: ["theory"], "unit of each")
    Field.array("theory_values", \.values, axes: ["theory"], "what theory says, in the unit of theory_units")
    Field.array(
      "theory_simulated", \.simulated, axes: ["theory"],
      "what the simulation had at its end; NaN where it does not show it")
  }
}

extension TheoryPanel {
  init?(from fields: FieldReader<TheoryPanel>) throws {
    guard fields.holds(\.values) else { return nil }
    names = try fields[\.names]
    units = try fields[\.units]
    values = try fields[\.values]
    simulated = try fields[\.simulated]
  }

  /// Time without a stimulus, in units of the model's time, after which a simulation is compared.
  private static let settled = 10.0

  /// - Parameters:
  ///   - arrays: what was looked at.
  ///   - free: time without a stimulus at the end, in units of the model's time.
  ///   - step: between two looks of a monitor by its name, in units of the model's time.
  /// - Returns: `nil` where theory says nothing.
  init?(
    _ numbers: [TheoryNumber], _ arrays: [NamedArray], circumference: Double?, free: Double, step: (String) -> Double
  ) {
    if numbers.isEmpty { return nil }
    func values(_ name: String) -> [Double]? { arrays.first { $0.key == name }?.array.doubles }
    names = numbers.map(\.name)
    units = numbers.map(\.unit)
    self.values = numbers.map(\.value)
    simulated = numbers.map { number in
      guard free > Self.settled else { return .nan }
      switch number.counterpart {
      case .height: return values("height")?.last ?? .nan
      case .speed:
        guard let centers = values("center"), let circumference else { return .nan }
        // The second half of the time without stimulus.
        let tail = Array(centers.suffix(max(2, Int(free / 2 / step("center")))))
        let steps = zip(tail.dropFirst(), tail).map { ($0 - $1).remainder(dividingBy: circumference) }
        return abs(steps.reduce(0, +)) / (Double(steps.count) * step("center"))
      case nil: return .nan
      }
    }
  }

  /// The numbers that a simulation shows.
  var compared: [(name: String, unit: String, theory: Double, simulated: Double)] {
    names.indices.filter { simulated[$0].isFinite }.map { (names[$0], units[$0], values[$0], simulated[$0]) }
  }
}
