import Schema

/// Parameters of every kind.
public struct ToyParameters: ParameterTable {
  public enum Shape: String, Choice { case ring, torus }
  public var width = 0.05
  public var cells = 3
  public var shape = Shape.ring
  public var flag = false
  public var names: [String] = []
  public var limit: Double?

  public init() {}

  public static let parameters: [Parameter<ToyParameters>] = [
    Parameter("width-ms", \.width, scale: 1e-3, unit: "ms", help: "width"),
    Parameter("cells", \.cells, help: "cells"), Parameter("shape", \.shape, help: "shape"),
    Parameter("flag", \.flag, help: "flag"), Parameter("names", \.names, help: "names"),
    Parameter("limit", \.limit, help: "limit"),
  ]

  public func validate() throws {
    if cells < 1 { throw ParameterError.invalid(name: "cells", reason: "\(cells) is not at least 1.") }
  }
}
