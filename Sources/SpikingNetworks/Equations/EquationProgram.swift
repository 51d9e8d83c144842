import Foundation

/// Expressions as a list of instructions, each of which is carried out for many blocks of neurons before the next.
struct EquationProgram: Sendable {
  struct Instruction: Sendable {
    var operation: Expression.Operation?
    /// Places of the operands; a copy has one.
    var a = 0
    var b = 0
    var c = 0
    var out: Int
  }

  private(set) var instructions: [Instruction] = []
  /// Where each name stands after all lines.
  private(set) var places: [String: Int] = [:]

  /// Compiles lines in their order.
  ///
  /// - Parameters:
  ///   - places: where a name is read.
  ///   - targets: where the value of a line goes.
  init(_ lines: [NeuronEquations.Line], registers: inout RegisterFile, places: [String: Int], targets: [String: Int]) {
    var places = places
    for line in lines {
      let value = place(of: line.value, &registers, places)
      let target = targets[line.name] ?? registers.temporary()
      if let last = instructions.indices.last, instructions[last].out == value, registers.isTemporary(value),
        case .operation = line.value
      {
        instructions[last].out = target
      } else {
        instructions.append(Instruction(operation: nil, a: value, out: target))
      }
      if !line.isDerivative { places[line.name] = target }
    }
    self.places = places
  }

  /// Leaves the value of an expression in its `result`.
  init(_ expression: Expression, registers: inout RegisterFile, places: [String: Int]) {
    result = place(of: expression, &registers, places)
  }

  /// Where the value of the expression is.
  private(set) var result = 0

  private mutating func place(of expression: Expression, _ registers: inout RegisterFile, _ places: [String: Int]) -> Int {
    switch expression {
    case .number(let value): return registers.constant(value)
    case .name(let name): return places[name] ?? registers.constant(.nan)
    case .operation(let operation, let operands):
      let sources = operands.map { place(of: $0, &registers, places) }
      let out = registers.temporary()
      instructions.append(
        Instruction(
          operation: operation, a: sources[0], b: sources.count > 1 ? sources[1] : 0, c: sources.count > 2 ? sources[2] : 0,
          out: out))
      return out
    }
  }

  /// Carries the instructions out.
  ///
  /// - Parameter registers: a pointer to the values of `count` blocks for each place.
  func run(_ registers: UnsafeMutablePointer<UnsafeMutablePointer<Lanes>>, count: Int) {
    for instruction in instructions {
      let (a, b, out) = (registers[instruction.a], registers[instruction.b], registers[instruction.out])
      switch instruction.operation {
      case nil: for i in 0..<count { out[i] = a[i] }
      case .add: for i in 0..<count { out[i] = a[i] + b[i] }
      case .subtract: for i in 0..<count { out[i] = a[i] - b[i] }
      case .multiply: for i in 0..<count { out[i] = a[i] * b[i] }
      case .divide: for i in 0..<count { out[i] = a[i] / b[i] }
      case .power: for i in 0..<count { out[i] = lanes(a[i], b[i], raised) }
      case .less: for i in 0..<count { out[i] = truth(a[i] .< b[i]) }
      case .lessOrEqual: for i in 0..<count { out[i] = truth(a[i] .<= b[i]) }
      case .greater: for i in 0..<count { out[i] = truth(a[i] .> b[i]) }
      case .greaterOrEqual: for i in 0..<count { out[i] = truth(a[i] .>= b[i]) }
      case .and: for i in 0..<count { out[i] = truth((a[i] .!= 0) .& (b[i] .!= 0)) }
      case .or: for i in 0..<count { out[i] = truth((a[i] .!= 0) .| (b[i] .!= 0)) }
      case .not: for i in 0..<count { out[i] = truth(a[i] .== 0) }
      case .negate: for i in 0..<count { out[i] = -a[i] }
      case .exp: for i in 0..<count { out[i] = a[i].mapped(exponential) }
      case .log: for i in 0..<count { out[i] = a[i].mapped(logarithm) }
      case .sqrt: for i in 0..<count { out[i] = a[i].squareRoot() }
      case .abs: for i in 0..<count { out[i] = a[i].mapped { Swift.abs($0) } }
      case .sin: for i in 0..<count { out[i] = a[i].mapped { Foundation.sin($0) } }
      case .cos: for i in 0..<count { out[i] = a[i].mapped { Foundation.cos($0) } }
      case .tanh: for i in 0..<count { out[i] = a[i].mapped { Foundation.tanh($0) } }
      case .min: for i in 0..<count { out[i] = select(b[i] .< a[i], b[i], a[i]) }
      case .max: for i in 0..<count { out[i] = select(b[i] .> a[i], b[i], a[i]) }
      case .sign: for i in 0..<count { out[i] = truth(a[i] .> 0) - truth(a[i] .< 0) }
      case .step: for i in 0..<count { out[i] = truth(a[i] .> 0) }
      case .choose:
        let c = registers[instruction.c]
        for i in 0..<count { out[i] = select(a[i] .!= 0, b[i], c[i]) }
      }
    }
  }
}

/// 1 where the mask is set, else 0.
@inline(__always)
private func truth(_ mask: LaneMask) -> Lanes { select(mask, Lanes(repeating: 1), Lanes()) }

/// A function of two numbers, lane by lane.
private func lanes(_ a: Lanes, _ b: Lanes, _ function: (Double, Double) -> Double) -> Lanes {
  Lanes(function(a[0], b[0]), function(a[1], b[1]), function(a[2], b[2]), function(a[3], b[3]))
}

/// a^b, exact for small whole powers.
private func raised(_ a: Double, _ b: Double) -> Double {
  if b == 2 { return a * a }
  if b == 3 { return a * a * a }
  return pow(a, b)
}

/// Which places a program needs.
struct RegisterFile: Sendable {
  /// What a place holds.
  enum Content: Sendable, Equatable {
    case variable(Int)
    case parameter(Int)
    case constant(Double)
    case excitatory, inhibitory, all, time
    case temporary
  }

  private(set) var contents: [Content] = []

  /// The place of what is held, made when there is none.
  mutating func place(_ content: Content) -> Int {
    if let found = contents.firstIndex(of: content) { return found }
    contents.append(content)
    return contents.count - 1
  }

  mutating func constant(_ value: Double) -> Int { place(.constant(value)) }

  /// A place of its own.
  mutating func temporary() -> Int {
    contents.append(.temporary)
    return contents.count - 1
  }

  func isTemporary(_ place: Int) -> Bool { contents[place] == .temporary }
}
