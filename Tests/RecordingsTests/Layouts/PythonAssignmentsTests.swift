import Recordings
import Testing

@Suite struct PythonAssignmentsTests {
  @Test func numbersAsPythonWritesThem() {
    let text = PythonAssignments("a = 30000.\r\nb=3e4 # Hz\nc = 30_000\nd = f(3)\n  e = 5\na = 25000.5\n# a = 1\nf = 'x' + 'y'")
    #expect(text.number("a") == 25000.5)
    #expect(text.number("b") == 30000)
    #expect(text.number("c") == 30000)
    #expect(text.number("d") == nil)
    #expect(text.number("e") == 5)
    #expect(text.number("missing") == nil)
  }

  @Test func textsBetweenQuotes() {
    let text = PythonAssignments("a = 'x.dat'\nb = r\"C:\\y.dat\"\nc = ['z.dat']\nd = 'x' + 'y'\ne = ''\nf = '")
    #expect(text.text("a") == "x.dat")
    #expect(text.text("b") == "C:\\y.dat")
    #expect(text.text("c") == "z.dat")
    #expect(text.text("d") == nil)
    #expect(text.text("e") == "")
    #expect(text.text("f") == nil)
  }
}
