import Schema
import Testing

/// A parameter that does nothing beside the others.
@Suite struct IdleParameterTests {
  struct Inner: ParameterTable {
    enum Mode: String, Choice { case slow, fast }
    var mode = Mode.slow
    var boost = 2.0
    var names: [String] = []
    init() {}
    static let parameters = [
      Parameter("mode", \Inner.mode, help: "mode"),
      Parameter("boost", \Inner.boost, unit: "V", help: "boost").only("with --mode fast") { $0.mode == .fast },
      Parameter("names", \Inner.names, help: "names").only("with --mode fast") { $0.mode == .fast },
    ]
    func validate() throws {
      if boost < 0 { throw ParameterError.invalid(name: "boost", reason: "negative.") }
    }
  }

  struct Outer: ParameterTable {
    var inner = Inner()
    var count = 1
    init() {}
    static let parameters =
      Inner.parameters.map { $0.within(\Outer.inner) } + [Parameter("count", \Outer.count, help: "count")]
  }

  private func settings(_ pairs: KeyValuePairs<String, String>) -> [ParameterSetting] {
    pairs.map { ParameterSetting(name: $0.key, text: $0.value) }
  }

  @Test func itIsAnErrorThatSaysWhenItWouldDoSomething() throws {
    #expect {
      try Inner(settings: settings(["boost": "3"]))
    } throws: { error in
      "\(error)" == "--boost does something only with --mode fast; leave it out."
    }
    #expect(throws: ParameterError.idle(name: "names", condition: "with --mode fast")) {
      try Inner(settings: settings(["names": "a"]))
    }
    #expect(try Inner(settings: settings(["boost": "3", "mode": "fast"])).boost == 3)
    #expect(Inner.parameters.map(\.information.condition) == [nil, "with --mode fast", "with --mode fast"])
    #expect(Inner.parameters[1].information.unit == "V" && Inner.parameters[1].information.help == "boost")
  }

  /// Whoever writes the default out asks for nothing.
  @Test func itsDefaultIsNone() throws {
    #expect(try Inner(settings: settings(["boost": "2.0", "names": ""])) == Inner())
  }

  @Test func senseIsLookedAtLast() {
    #expect(throws: ParameterError.invalid(name: "boost", reason: "negative.")) {
      try Inner(settings: settings(["boost": "-1", "mode": "fast"]))
    }
    #expect(throws: ParameterError.self) { try Inner(settings: settings(["boost": "wide"])) }
  }

  @Test func aPartBringsItsConditions() throws {
    #expect(throws: ParameterError.idle(name: "boost", condition: "with --mode fast")) {
      try Outer(settings: settings(["boost": "3", "count": "2"]))
    }
    let outer = try Outer(settings: settings(["boost": "3", "mode": "fast", "count": "2"]))
    #expect(outer.inner.boost == 3 && outer.count == 2)
    #expect(outer.record.map(\.key) == ["mode", "boost", "names", "count"])
  }
}
