import AttractorModels
import Foundation
import Schema

/// A number that theory gives for a model with its parameters.
public struct TheoryNumber: Sendable, Equatable {
  /// What a simulation shows of it.
  public enum Counterpart: String, Sendable {
    /// The largest activity at the end, without a stimulus.
    case height
    /// How fast the centre of the bump moves in the end, without a stimulus.
    case speed
  }

  /// What it is, as half a sentence.
  public var name: String
  /// Of the value; empty for a number without one.
  public var unit: String
  /// What theory says.
  public var value: Double
  /// What of a simulation stands beside it; `nil` for nothing.
  public var counterpart: Counterpart?

  public init(_ name: String, unit: String = "", _ value: Double, _ counterpart: Counterpart? = nil) {
    self.name = name
    self.unit = unit
    self.value = value
    self.counterpart = counterpart
  }
}

extension BumpTheory {
  /// Disorder that numbers are given for: noise as a part of the bump's height, of the largest weight.
  private static let usualNoise = 0.01

  /// All that it says, for people.
  var numbers: [TheoryNumber] {
    var found = [TheoryNumber("critical inhibition, above which no bump is held", criticalInhibition)]
    guard let heights else { return found }
    let moves = adaptationSpeed > 0
    found.append(
      TheoryNumber(
        parameters.adaptation == nil ? "height of the bump" : "height of the bump without adaptation", heights.stable,
        parameters.adaptation == nil ? .height : nil))
    found.append(TheoryNumber("height of the saddle, below which activity dies", heights.saddle))
    let rates = spectrum(dimensions + 1)
    if let slowest = rates.last, rates.count == dimensions + 1 {
      found.append(
        TheoryNumber("slowest decay besides translation", unit: "per time constant", -slowest))
    }
    if let adaptation = parameters.adaptation {
      found.append(
        TheoryNumber(
          "strength of adaptation m from which the bump moves by itself", parameters.timeConstant / adaptation.timeConstant))
      found.append(
        TheoryNumber(
          "speed that adaptation gives it", unit: "rad per unit of time", adaptationSpeed,
          dimensions == 1 && moves ? .speed : nil))
    }
    let sigma = Self.usualNoise * heights.stable
    if let diffusion = diffusion(noise: sigma) {
      found.append(
        TheoryNumber("diffusion under noise of 1 % of the height", unit: "rad^2 per unit of time", diffusion))
    }
    if let lifetime = memoryLifetime(tolerance: .pi / 180, noise: sigma) {
      found.append(TheoryNumber("time to a deviation of 1 degree by it", unit: "units of time", lifetime))
    }
    if let drift = drift(weightNoise: Self.usualNoise) {
      found.append(
        TheoryNumber("drift with noise of 1 % of the largest weight, deviation", unit: "rad per unit of time", drift))
    }
    if let drift = drift(heterogeneity: sigma) {
      found.append(
        TheoryNumber(
          "drift with constant inputs of 1 % of the height, deviation", unit: "rad per unit of time", drift))
    }
    return found
  }
}
