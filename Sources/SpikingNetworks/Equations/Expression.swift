/// The right side of an equation as a tree.
indirect enum Expression: Equatable, Sendable {
  case number(Double)
  case name(String)
  case operation(Operation, [Expression])

  /// What is done with one, two or three values. Truths are 1 and 0; whatever is not 0 is true.
  enum Operation: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and, or, not, negate
    case exp, log, sqrt, abs, sin, cos, tanh, min, max, sign, step
    case choose = "where"

    /// How many values it takes.
    var operands: Int {
      switch self {
      case .not, .negate, .exp, .log, .sqrt, .abs, .sin, .cos, .tanh, .sign, .step: 1
      case .choose: 3
      default: 2
      }
    }

    /// Those that are written as name(values).
    static let functions: [Operation] = [.exp, .log, .sqrt, .abs, .sin, .cos, .tanh, .min, .max, .sign, .step, .choose]
  }

  /// Every name in it.
  var names: Set<String> {
    switch self {
    case .number: []
    case .name(let name): [name]
    case .operation(_, let operands): operands.reduce(into: []) { $0.formUnion($1.names) }
    }
  }
}

/// Why a text is no expression, as half a sentence.
struct ExpressionError: Error, Equatable {
  var reason: String
}

/// Reads expressions: numbers, names, + − * / ^ (or **), comparisons, and, or, not, functions, brackets.
struct ExpressionReader {
  private enum Token: Equatable {
    case number(Double)
    case word(String)
    case symbol(String)
  }

  private let tokens: [Token]
  private var place = 0
  private var depth = 0
  /// Deeper brackets than a person writes.
  private static let deepest = 60

  /// - Throws: `ExpressionError`
  static func read(_ text: String) throws(ExpressionError) -> Expression {
    var reader = ExpressionReader(tokens: try tokens(text))
    guard !reader.tokens.isEmpty else { throw ExpressionError(reason: "nothing stands there") }
    let expression = try reader.or()
    if let rest = reader.next { throw ExpressionError(reason: "\(describe(rest)) is one too many") }
    return expression
  }

  private init(tokens: [Token]) { self.tokens = tokens }

  private static func tokens(_ text: String) throws(ExpressionError) -> [Token] {
    var (found, rest) = ([Token](), Substring(text))
    func take(while test: (Character) -> Bool) -> String {
      let part = rest.prefix(while: test)
      rest = rest.dropFirst(part.count)
      return String(part)
    }
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
      } else if first.isASCII, first.isNumber || first == "." {
        var digits = take { $0.isASCII && ($0.isNumber || $0 == ".") }
        if rest.first == "e" || rest.first == "E" {
          // 1e-3, but not a name that begins with e.
          let after = rest.dropFirst()
          let sign = after.first == "-" || after.first == "+" ? String(after.first ?? "+") : ""
          if let digit = after.dropFirst(sign.count).first, digit.isASCII, digit.isNumber {
            rest = after.dropFirst(sign.count)
            digits += "e\(sign)" + take { $0.isASCII && $0.isNumber }
          }
        }
        guard let number = Double(digits) else { throw ExpressionError(reason: "'\(digits)' is no number") }
        found.append(.number(number))
      } else if first.isLetter || first == "_" {
        found.append(.word(take { $0.isLetter || $0.isNumber || $0 == "_" }))
      } else if let symbol = ["**", "<=", ">=", "&&", "||"].first(where: rest.hasPrefix) {
        rest = rest.dropFirst(2)
        found.append(.symbol(symbol == "**" ? "^" : symbol))
      } else if "+-*/^()<>,!".contains(first) {
        rest = rest.dropFirst()
        found.append(.symbol(String(first)))
      } else {
        throw ExpressionError(reason: "the sign '\(first)' has no meaning")
      }
    }
    return found
  }

  private static func describe(_ token: Token) -> String {
    switch token {
    case .number(let number): "\(number)"
    case .word(let word): "'\(word)'"
    case .symbol(let symbol): "'\(symbol)'"
    }
  }

  private var next: Token? { place < tokens.count ? tokens[place] : nil }

  private mutating func takes(_ texts: String...) -> String? {
    let text: String? =
      switch next {
      case .symbol(let symbol): symbol
      case .word(let word): word
      default: nil
      }
    guard let text, texts.contains(text) else { return nil }
    place += 1
    return text
  }

  // MARK: - Rules, the loosest first

  private mutating func or() throws(ExpressionError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { throw ExpressionError(reason: "its brackets are nested too deep") }
    var left = try and()
    while takes("or", "||") != nil { left = .operation(.or, [left, try and()]) }
    return left
  }

  private mutating func and() throws(ExpressionError) -> Expression {
    var left = try not()
    while takes("and", "&&") != nil { left = .operation(.and, [left, try not()]) }
    return left
  }

  private mutating func not() throws(ExpressionError) -> Expression {
    var count = 0
    while takes("not", "!") != nil { count += 1 }
    let inner = try comparison()
    if count == 0 { return inner }
    let truth = Expression.operation(.not, [inner])
    return count % 2 == 1 ? truth : .operation(.not, [truth])
  }

  private mutating func comparison() throws(ExpressionError) -> Expression {
    let left = try sum()
    guard let sign = takes("<", "<=", ">", ">="), let operation = Expression.Operation(rawValue: sign) else { return left }
    return .operation(operation, [left, try sum()])
  }

  private mutating func sum() throws(ExpressionError) -> Expression {
    var left = try product()
    while let sign = takes("+", "-") { left = .operation(sign == "+" ? .add : .subtract, [left, try product()]) }
    return left
  }

  private mutating func product() throws(ExpressionError) -> Expression {
    var left = try signed()
    while let sign = takes("*", "/") { left = .operation(sign == "*" ? .multiply : .divide, [left, try signed()]) }
    return left
  }

  private mutating func signed() throws(ExpressionError) -> Expression {
    var isNegative = false
    while let sign = takes("+", "-") { if sign == "-" { isNegative.toggle() } }
    let value = try power()
    return isNegative ? .operation(.negate, [value]) : value
  }

  private mutating func power() throws(ExpressionError) -> Expression {
    let base = try single()
    guard takes("^") != nil else { return base }
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { throw ExpressionError(reason: "its powers are nested too deep") }
    return .operation(.power, [base, try signed()])
  }

  private mutating func single() throws(ExpressionError) -> Expression {
    guard let token = next else { throw ExpressionError(reason: "it ends where a value is needed") }
    place += 1
    switch token {
    case .number(let number): return .number(number)
    case .symbol("("):
      let inner = try or()
      guard takes(")") != nil else { throw ExpressionError(reason: "a bracket is not closed") }
      return inner
    case .word(let word):
      if ["and", "or", "not"].contains(word) { throw ExpressionError(reason: "'\(word)' stands where a value is needed") }
      guard takes("(") != nil else { return .name(word) }
      return try call(word)
    case .symbol: throw ExpressionError(reason: "\(Self.describe(token)) stands where a value is needed")
    }
  }

  private mutating func call(_ name: String) throws(ExpressionError) -> Expression {
    guard let function = Expression.Operation.functions.first(where: { $0.rawValue == name.lowercased() }) else {
      let known = Expression.Operation.functions.map(\.rawValue).joined(separator: ", ")
      throw ExpressionError(reason: "there is no function '\(name)'; there are \(known)")
    }
    var operands = [try or()]
    while takes(",") != nil { operands.append(try or()) }
    guard takes(")") != nil else { throw ExpressionError(reason: "a bracket is not closed") }
    guard operands.count == function.operands else {
      throw ExpressionError(reason: "\(name) takes \(function.operands) values, and \(operands.count) are given")
    }
    return .operation(function, operands)
  }
}
