import Schema
import TestSupport
import Testing

@Suite struct ParameterTests {
  @Test func numbersAreReadAsPeopleWriteThem() {
    #expect(Double(parameterText: "2.5e-3") == 0.0025 && Double(parameterText: "-4") == -4)
    for text in ["", "abc", "1,5", "nan", "inf", "1 2", "0x10", "0x1p3", "infinity"] {
      #expect(Double(parameterText: text) == nil)
    }
    #expect(Int(parameterText: "1e4") == 10_000 && Int(parameterText: "15.0") == 15)
    for text in ["1.5", "1e300", "nan", "ten", "", "0x10", "0x1p3"] { #expect(Int(parameterText: text) == nil) }
  }

  @Test func wordsAreReadWhateverTheirCase() {
    for text in ["true", "Yes", "ON", "1"] { #expect(Bool(parameterText: text) == true) }
    for text in ["false", "no", "Off", "0"] { #expect(Bool(parameterText: text) == false) }
    #expect(Bool(parameterText: "maybe") == nil)
    #expect(ToyParameters.Shape(parameterText: "Torus") == .torus)
    #expect(ToyParameters.Shape(parameterText: "klein") == nil)
    #expect(ToyParameters.Shape.expectedText == "one of ring, torus")
  }

  @Test func listsAndOptionals() {
    #expect([Int](parameterText: "1, 2,3") == [1, 2, 3])
    #expect([Int](parameterText: "1,x") == nil)
    #expect([String](parameterText: "") == [])
    #expect(Double?(parameterText: "None") == .some(nil))
    #expect(Double?(parameterText: "2") == 2)
    #expect(Double?(parameterText: "x") == nil)
  }

  /// An option with a list that may be absent is repeated like any other list.
  @Test func listsThatMayBeAbsentAreLists() {
    struct Root {
      var names: [String]?
      var limit: Double?
    }
    #expect(Parameter<Root>("names", \.names, help: "").information.isList)
    #expect(!Parameter<Root>("limit", \.limit, help: "").information.isList)
  }

  @Test func settingsChangeWhatTheyNameAndNothingElse() throws {
    let parameters = try ToyParameters(settings: [
      ParameterSetting(name: "width-ms", text: "20"), ParameterSetting(name: "names", text: "a,b"),
    ])
    #expect(parameters.width == 0.02 && parameters.names == ["a", "b"])
    #expect(parameters.cells == 3 && parameters.shape == .ring && parameters.limit == nil)
    #expect(
      JSONValue.object(parameters.record).compactText
        == #"{"width-ms": 20.0, "cells": 3, "shape": "ring", "flag": false, "names": ["a", "b"], "limit": null}"#
    )
  }

  @Test func theDefaultIsWrittenWithoutRoundingDust() {
    #expect(ToyParameters().record[0].value == .number(50))
  }

  @Test func anUnknownOptionNamesTheNearest() {
    func error(_ name: String) -> ParameterError? {
      do {
        _ = try ToyParameters(settings: [ParameterSetting(name: name, text: "1")])
        return nil
      } catch { return error as? ParameterError }
    }
    #expect(error("cels") == .unknown(name: "cels", nearest: "cells"))
    #expect(error("width") == .unknown(name: "width", nearest: "width-ms"))
    #expect(error("with-ms")?.description == "there is no option --with-ms; did you mean --width-ms?")
    #expect(error("completely-else") == .unknown(name: "completely-else", nearest: nil))
  }

  @Test func unreadableAndSenselessValuesSayWhatWouldBeRight() {
    #expect(
      throws: ParameterError.unreadable(name: "width-ms", text: "wide", expected: "a number", unit: "ms")
    ) { try ToyParameters(settings: [ParameterSetting(name: "width-ms", text: "wide")]) }
    #expect(throws: ParameterError.invalid(name: "cells", reason: "0 is not at least 1.")) {
      try ToyParameters(settings: [ParameterSetting(name: "cells", text: "0")])
    }
    let text = ParameterError.unreadable(name: "width-ms", text: "wide", expected: "a number", unit: "ms")
      .description
    #expect(text == "--width-ms takes a number (in ms), and 'wide' is not that.")
  }
}
