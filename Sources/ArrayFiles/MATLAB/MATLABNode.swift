import ArrayNumerics

/// One variable, field or element of a MATLAB file, as its headers describe it: what both versions of the format are
/// walked into, so that the same variables give the same items.
struct MATLABNode {
  enum Content {
    /// Numbers, truth values or text, which are read when asked for.
    case array
    /// A cell whose elements are vectors of numbers, or pieces of text: their places, in MATLAB's (column) order.
    case cellOfArrays([Int], isText: Bool)
    case cell([MATLABNode])
    /// Fields in the order of the file; each holds as many values as the struct array has elements.
    case structure([(name: String, values: [MATLABNode])])
    /// Something that is not read, and why.
    case explained(String)
  }

  /// MATLAB's name of the class: `double`, `char`, `cell`, `struct`, `table`, …
  var className: String
  /// Rows, columns, …, as MATLAB displays it.
  var shape: [Int]
  var content: Content
  /// Where it stands in the file; what it counts is the file's own business.
  var place: Int

  init(_ className: String, _ shape: [Int], _ content: Content, place: Int = 0) {
    self.className = className
    self.shape = shape
    self.content = content
    self.place = place
  }

  var isText: Bool { className == "char" }

  /// Whether it is one row or column of numbers, or has no elements: what a cell of vectors is made of.
  var isVector: Bool {
    guard case .array = content, !isText else { return false }
    return shape.contains(0) || shape.filter { $0 != 1 }.count <= 1
  }

  /// What a cell of these first elements is: `true` for text, `false` for vectors, `nil` for anything else or a mixture.
  static func isCellOfText(_ elements: [MATLABNode]) -> Bool? {
    let filled = elements.filter { node in
      if case .array = node.content, node.shape.contains(0) { return false }
      return true
    }
    if filled.isEmpty { return elements.contains { $0.isText } }
    if filled.allSatisfy(\.isText) { return true }
    return filled.allSatisfy(\.isVector) ? false : nil
  }

  /// The NumPy name of the elements' type.
  var typeName: String {
    switch className {
    case "double": "float64"
    case "single": "float32"
    case "logical": "bool"
    case "char": "str"
    case let name where name.hasPrefix("complex"): name
    default: className
    }
  }
}

/// An open MATLAB file of either version.
protocol MATLABFile: AnyObject {
  var name: String { get }
  /// The variables in the order of the file.
  var variables: [(name: String, node: MATLABNode)] { get }
  /// The numbers, truth values or text at a place, row-major, in the shape that MATLAB displays.
  func readArray(at place: Int) throws -> DataArray
  /// The same for many places, in the order that is fastest for the file.
  func readArrays(at places: [Int]) throws -> [DataArray]
}

/// The first elements of a cell that say what all of it is: looking at each of thousands would cost as much as reading
/// them. An element further on that is something else is an error when the cell is read.
let matlabElementsExamined = 32

/// Structs and cells deeper than this are not walked.
let matlabDeepest = 32

/// Fields and elements are counted while a file is walked: headers of a few bytes, deflated a thousandfold, must not fill
/// the memory. A file may have 65,536 of them and one more for each of its bytes.
struct MATLABNodeBudget {
  private var left: Int

  init(fileSize: Int) { left = 65_536 + fileSize }

  mutating func take(_ count: Int = 1) throws {
    guard count <= left else {
      throw FileError.unusable(
        "it claims more fields and elements than a file of its size can hold.",
        remedy: "The file is damaged; fetch or save it again.")
    }
    left -= count
  }
}

/// Text from MATLAB's characters, which are UTF-16 code units: one piece for each row of the character matrix.
func matlabText(_ units: [UInt16], shape: [Int]) -> DataArray {
  let rows = shape.first ?? 1
  guard rows > 1, !units.isEmpty, units.count % rows == 0 else {
    return DataArray([String(decoding: units, as: UTF16.self)], shape: [])
  }
  let length = units.count / rows
  let lines = (0..<rows).map { row in
    var line = (0..<length).map { units[row + $0 * rows] }
    // Rows are padded with blanks to equal length.
    while line.last == 0x20 { line.removeLast() }
    return String(decoding: line, as: UTF16.self)
  }
  return DataArray(lines)
}

/// Why what needs MATLAB itself is not read.
func matlabExplanation(ofClass name: String) -> String {
  switch name {
  case "table", "timetable":
    "a MATLAB \(name), stored in a form that only MATLAB decodes. In MATLAB: s = table2struct(T, 'ToScalar', true); "
      + "save('file.mat', '-struct', 's')."
  case "function_handle": "a function handle: code, not data."
  case "string":
    "a MATLAB string object, stored in a form that only MATLAB decodes. In MATLAB: s = char(s) or cellstr(s), and save again."
  case "datetime", "duration", "categorical":
    "a MATLAB \(name), stored in a form that only MATLAB decodes. In MATLAB: turn it into numbers or text, and save again."
  default:
    "an object of the MATLAB class '\(name)', stored in a form that only MATLAB decodes. In MATLAB: s = struct(object), and "
      + "save it again."
  }
}
