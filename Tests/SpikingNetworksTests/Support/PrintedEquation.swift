import Foundation

/// What an equation of the catalogue says, computed: `exp(-dt/tau_m) v + x`, with products written by a space.
///
/// The right side of the first `<-` or `=` counts, up to a comma or semicolon outside of brackets.
struct PrintedEquation {
  private var tokens: [Substring] = []
  private var place = 0
  private let values: [String: Double]

  /// - Returns: the value; stops the test for a name that has none.
  static func value(_ line: String, _ values: [String: Double]) -> Double {
    var right = Substring(line)
    for sign in [" <- ", " = "] where line.contains(sign) {
      right = line[line.firstRange(of: sign)!.upperBound...]
      break
    }
    var (depth, end) = (0, right.endIndex)
    for index in right.indices {
      if right[index] == "(" { depth += 1 }
      if right[index] == ")" { depth -= 1 }
      if depth == 0, right[index] == "," || right[index] == ";" {
        end = index
        break
      }
    }
    var equation = PrintedEquation(String(right[..<end]), values)
    let value = equation.sum()
    precondition(equation.place == equation.tokens.count, "\(line) goes on after its end")
    return value
  }

  private init(_ text: String, _ values: [String: Double]) {
    self.values = values
    tokens = text.matches(of: /[A-Za-z_][A-Za-z_0-9']*|[0-9.]+(?:e-?[0-9]+)?|[-+*\/^(),]/).map(\.output)
  }

  private var next: Substring? { place < tokens.count ? tokens[place] : nil }
  private mutating func take(_ token: Substring) -> Bool {
    guard next == token else { return false }
    place += 1
    return true
  }

  private mutating func sum() -> Double {
    var value = product()
    while true {
      if take("+") { value += product() } else if take("-") { value -= product() } else { return value }
    }
  }

  private mutating func product() -> Double {
    if take("-") { return -product() }
    var value = power()
    while let token = next, !["+", "-", ")", ","].contains(token) {
      if take("/") { value /= power() } else { value *= power() }
    }
    return value
  }

  private mutating func power() -> Double {
    let base = factor()
    return take("^") ? pow(base, take("-") ? -factor() : factor()) : base
  }

  private mutating func factor() -> Double {
    let token = next ?? ""
    place += 1
    if token == "(" {
      let value = sum()
      place += 1
      return value
    }
    if let number = Double(token) { return number }
    guard next == "(", values[String(token)] == nil else {
      guard let value = values[String(token)] else { preconditionFailure("\(token) has no value") }
      return value
    }
    place += 1
    var arguments = [sum()]
    while take(",") { arguments.append(sum()) }
    place += 1
    switch token {
    case "exp": return exp(arguments[0])
    case "sqrt": return arguments[0].squareRoot()
    case "tan": return tan(arguments[0])
    case "sin": return sin(arguments[0])
    case "floor": return arguments[0].rounded(.down)
    case "ceil": return arguments[0].rounded(.up)
    case "round": return arguments[0].rounded(.toNearestOrEven)
    case "max": return max(arguments[0], arguments[1])
    case "min": return min(arguments[0], arguments[1])
    default: preconditionFailure("\(token) is no function")
    }
  }
}
