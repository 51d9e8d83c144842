import Schema

/// A neuron that a file or a person writes down as equations.
public struct NeuronEquations: Sendable, Equatable {
  /// What the equations say of a step: the four forms of SPAIC's custom_model.
  public enum Form: String, Sendable, CaseIterable {
    /// Values at the end of the step, as they are written.
    case iterative
    /// The same; a parameter with 'tau' in its name stands for dt/τ.
    case euler
    /// The same; a parameter with 'tau' in its name stands for e^(−dt/τ).
    case exponentialEuler = "exponential-euler"
    /// Derivatives, dV/dt = …, integrated by Runge and Kutta's method of order four; other lines are abbreviations.
    case ode
  }

  /// A name with a number: a parameter and its default, a variable and its initial value.
  public struct Quantity: Sendable, Equatable {
    /// As the equations call it.
    public var name: String
    /// Default or initial value.
    public var value: Double

    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// By which populations name it.
  public var name: String
  /// What the lines say.
  public var form: Form
  /// With their defaults.
  public var parameters: [Quantity]
  /// With their initial values.
  public var variables: [Quantity]
  /// One line each, `V = …` or `dV/dt = …`, computed in this order.
  public var equations: [String]
  /// A neuron fires after a step in which this is true; `nil` for one that does not spike.
  public var threshold: String?
  /// What a spike does, `V = …`, in this order.
  public var reset: [String]
  /// The variable that a neuron without spikes puts out; `nil` for none.
  public var output: String?

  public init(
    _ name: String, form: Form, parameters: [Quantity] = [], variables: [Quantity], equations: [String],
    threshold: String? = nil, reset: [String] = [], output: String? = nil
  ) {
    self.name = name
    self.form = form
    self.parameters = parameters
    self.variables = variables
    self.equations = equations
    self.threshold = threshold
    self.reset = reset
    self.output = output
  }

  /// What arrives and what time it is, by the names that equations use.
  static let inputs = [
    (name: "I", meaning: "all that arrives in the step"), (name: "Isyn", meaning: "the same, as SPAIC calls it"),
    (name: "I_ex", meaning: "what arrives over weights above 0"), (name: "I_in", meaning: "what arrives over weights below 0"),
    (name: "t", meaning: "the beginning of the step, ms"), (name: "dt", meaning: "the step, ms"),
  ]

  /// A line, taken apart.
  struct Line: Sendable, Equatable {
    var name: String
    var isDerivative: Bool
    var value: Expression
  }

  private func error(_ part: String, _ problem: String, _ remedy: String) -> SpikingNetworksError {
    SpikingNetworksError("model \(name), \(part)", problem, remedy: remedy)
  }

  /// A text as an expression of known names.
  func expression(_ text: String, known: Set<String>, part: String) throws -> Expression {
    let expression: Expression
    do {
      expression = try ExpressionReader.read(text)
    } catch {
      throw self.error(part, "'\(text)' is no expression: \(error.reason)", "Write it as in '(I - V)/tau + 2*exp(-t/10)'.")
    }
    if let unknown = expression.names.subtracting(known).min() {
      throw SpikingNetworksError.unknown("name", unknown, in: known.sorted(), place: "model \(name), \(part), '\(text)'")
    }
    return expression
  }

  /// The lines of a list, each with names of its own seen from the next one on.
  ///
  /// - Parameter mayAbbreviate: whether a line may give a value a name that is no variable.
  func lines(_ texts: [String], part: String, mayAbbreviate: Bool) throws -> [Line] {
    let own = Set(variables.map(\.name))
    var known = own.union(parameters.map(\.name)).union(Self.inputs.map(\.name))
    var derived: Set<String> = []
    return try texts.map { text in
      let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      // A comparison is no equation.
      guard halves.count == 2, let last = halves[0].last, !"<>!".contains(last), halves[1].first != "=" else {
        throw error(part, "'\(text)' is no equation", "Write 'V = …', or 'dV/dt = …' in the form ode.")
      }
      var left = String(halves[0].filter { !$0.isWhitespace })
      var isDerivative = false
      if left.hasPrefix("d"), left.hasSuffix("/dt") {
        (left, isDerivative) = (String(left.dropFirst().dropLast(3)), true)
      } else if left.hasSuffix("'") {
        (left, isDerivative) = (String(left.dropLast()), true)
      }
      guard let first = left.first, first.isLetter || first == "_",
        left.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
      else { throw error(part, "'\(left)' on the left of '\(text)' is no name", "Write 'V = …' or 'dV/dt = …'.") }
      guard isDerivative == (form == .ode && own.contains(left) && part == "equations") || !isDerivative && !own.contains(left)
      else {
        throw error(
          part, isDerivative ? "'\(text)' is a derivative" : "'\(text)' sets a variable of the form ode",
          form == .ode && part == "equations"
            ? "Write 'd\(left)/dt = …' with \(left) among the variables." : "Take 'form: ode', or write '\(left) = …'.")
      }
      if !own.contains(left) {
        let isTaken = parameters.contains { $0.name == left } || Self.inputs.contains { $0.name == left }
        guard mayAbbreviate, !isTaken else {
          let known = variables.map(\.name).joined(separator: ", ")
          throw error(part, "'\(left)' in '\(text)' is no variable", "Variables are \(known).")
        }
      }
      if isDerivative, !derived.insert(left).inserted {
        throw error(part, "'\(text)' is a second derivative of '\(left)'", "Write all of it in one line.")
      }
      let line = Line(
        name: left, isDerivative: isDerivative, value: try expression(String(halves[1]), known: known, part: part))
      known.insert(left)
      return line
    }
  }

  /// - Throws: `SpikingNetworksError` for what cannot be made a neuron of.
  func parsed() throws -> ParsedEquations {
    let names = parameters.map(\.name) + variables.map(\.name)
    guard !name.isEmpty, !variables.isEmpty, !equations.isEmpty else {
      throw error("equations", "a name, a variable and an equation are needed", "Give 'variables: {V: 0}' and 'equations'.")
    }
    var seen: Set<String> = []
    for name in names {
      guard seen.insert(name).inserted, !Self.inputs.contains(where: { $0.name == name }) else {
        throw error(
          "variables", "the name '\(name)' stands for something else too",
          "\(Self.inputs.map(\.name).joined(separator: ", ")) and each name once are taken.")
      }
      guard (try? ExpressionReader.read(name)) == .name(name) else {
        throw error("variables", "'\(name)' is no name", "Names have letters, digits and _, and begin with a letter.")
      }
    }
    let steps = try lines(equations, part: "equations", mayAbbreviate: true)
    let changes = try lines(reset, part: "reset", mayAbbreviate: false)
    let known = Set(names).union(Self.inputs.map(\.name)).union(form == .ode ? [] : steps.map(\.name))
    let test = try threshold.map { try expression($0, known: known, part: "threshold") }
    if test == nil, !reset.isEmpty {
      throw error("reset", "there is no threshold, so nothing is ever reset", "Give 'threshold: V > V_th', or leave it out.")
    }
    if let output {
      guard variables.contains(where: { $0.name == output }) else {
        throw SpikingNetworksError.unknown("variable", output, in: variables.map(\.name), place: "model \(name), output")
      }
      if test != nil {
        throw error("output", "a neuron that spikes puts out its spikes", "Leave out 'output', or 'threshold'.")
      }
    }
    let used = (steps + changes).reduce(test?.names ?? []) { $0.union($1.value.names) }
    if let idle = parameters.first(where: { !used.contains($0.name) }) {
      throw error("parameters", "no equation uses '\(idle.name)'", "Leave it out, or use it.")
    }
    let changed = Set((steps + changes).map(\.name))
    if form == .ode, let still = variables.first(where: { !changed.contains($0.name) }) {
      throw error("equations", "nothing changes '\(still.name)'", "Write 'd\(still.name)/dt = …', or make it a parameter.")
    }
    return ParsedEquations(steps: steps, threshold: test, reset: changes, names: used)
  }
}

/// Equations as trees.
struct ParsedEquations: Sendable {
  var steps: [NeuronEquations.Line]
  var threshold: Expression?
  var reset: [NeuronEquations.Line]
  /// All that stand on a right side.
  var names: Set<String>
}
