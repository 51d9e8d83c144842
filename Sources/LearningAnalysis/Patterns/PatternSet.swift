import ArrayFiles
import ArrayNumerics
import Foundation
import LearningModels
import Schema
import Stages

/// Patterns of one length, from files or made by the program.
struct PatternSet {
  /// `[pattern, value]`.
  var values: Matrix<Double>
  /// One for each pattern.
  var names: [String]
  /// Rows and columns of pixels, where they are pictures.
  var shape: (rows: Int, columns: Int)?
  /// Whether the values are grey, from 0 to 1, and mean nothing until they are cut.
  var isGrey = false
}

extension PatternSet {
  /// Reads patterns of one length: pictures (PNG, PGM), and NPY or NPZ files with one array `[value]`, `[pattern, value]` or
  /// `[pattern, row, column]`.
  ///
  /// - Parameter stage: that messages speak for.
  /// - Throws: `FileError`; `StageError.unusableData` for patterns of different lengths, and for values that are not finite.
  static func read(_ paths: [String], stage: String) throws -> PatternSet {
    let parts = try paths.map { try part(URL(fileURLWithPath: $0), stage: stage) }
    guard let first = parts.first else {
      throw StageError.unusableData(stage: stage, reason: "no pattern was named.", remedy: "Give patterns: [FILE, …].")
    }
    for (path, part) in zip(paths, parts) {
      guard part.values.columns == first.values.columns else {
        throw StageError.unusableData(
          stage: stage,
          reason: "the patterns have different lengths: \(first.sizeText) in \(paths[0]), \(part.sizeText) in \(path).",
          remedy: "Bring them to one size first.")
      }
      guard part.isGrey == first.isGrey else {
        throw StageError.unusableData(
          stage: stage, reason: "\(paths[0]) and \(path) are a picture and an array, whose values do not mean the same.",
          remedy: "Give pictures only, or arrays only.")
      }
    }
    return PatternSet(
      values: Matrix(
        rows: parts.reduce(0) { $0 + $1.values.rows }, columns: first.values.columns,
        elements: parts.flatMap(\.values.elements)),
      names: parts.flatMap(\.names),
      shape: parts.allSatisfy { $0.shape ?? (0, 0) == first.shape ?? (0, 0) } ? first.shape : nil, isGrey: first.isGrey)
  }

  private var sizeText: String {
    shape.map { "\($0.rows) x \($0.columns) pixels" } ?? counted(values.columns, "value")
  }

  private static func part(_ url: URL, stage: String) throws -> PatternSet {
    let name = url.deletingPathExtension().lastPathComponent
    if PictureFile.isPicture(url) {
      let picture = try PictureFile(contentsOf: url)
      return PatternSet(
        values: Matrix(rows: 1, columns: picture.values.count, elements: picture.values), names: [name],
        shape: (picture.height, picture.width), isGrey: true)
    }
    guard ["npy", "npz"].contains(url.pathExtension.lowercased()) else {
      throw StageError.unusableData(
        stage: stage, reason: "'\(url.lastPathComponent)' is neither a set of the program nor a file that is read.",
        remedy: "Patterns come from .png, .pgm, .npy and .npz files.")
    }
    let array = try array(url)
    guard let values = array.doubles, (1...3).contains(array.shape.count), !values.isEmpty else {
      throw FileError(
        .unusableData, file: url.lastPathComponent, problem: "it holds \(array.typeName) \(array.shape).",
        remedy: "Patterns are numbers: [value], [pattern, value] or [pattern, row, column].")
    }
    let count = array.shape.count == 1 ? 1 : array.shape[0]
    let columns = values.count / count
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw StageError.unusableData(
        stage: stage,
        reason: "value \(place % columns) of pattern \(place / columns) in \(url.lastPathComponent) is \(values[place]) "
          + "(both counted from 0).", remedy: "Patterns have no gaps: leave it out or fill it.")
    }
    return PatternSet(
      values: Matrix(rows: count, columns: columns, elements: values),
      names: count == 1 ? [name] : (0..<count).map { "\(name) \($0)" },
      shape: array.shape.count == 3 ? (array.shape[1], array.shape[2]) : nil)
  }

  private static func array(_ url: URL) throws -> DataArray {
    let name = url.lastPathComponent
    if url.pathExtension.lowercased() == "npy", let array = try NPYFile.read(contentsOf: url).array { return array }
    guard url.pathExtension.lowercased() == "npz" else {
      throw FileError(.unusableData, file: name, problem: "it holds Python objects, not an array of numbers.")
    }
    let archive = try NPZArchive(contentsOf: url)
    let chosen = archive.names.contains("patterns") ? "patterns" : archive.names.count == 1 ? archive.names[0] : nil
    guard let chosen, let array = try archive.read(chosen).array else {
      throw FileError(
        .unusableData, file: name, problem: "it holds the arrays \(firstNames(archive.names)).",
        remedy: "Give a file with one array, or with one that is called 'patterns'.")
    }
    return array
  }
}

/// How patterns become −1 and 1.
public enum PatternCut: String, Choice {
  /// Pictures at the mean of each; arrays of −1 and 1 as they are, arrays of 0 and 1 with −1 for 0, others not at all.
  case auto
  /// Each at its mean.
  case mean
  /// Not at all.
  case none
}

extension PatternSet {
  /// The patterns cut in two values.
  ///
  /// - Parameter mustBeBinary: whether the model has no use for others.
  /// - Throws: `StageError.unusableData`
  func cut(_ cut: PatternCut, mustBeBinary: Bool, stage: String) throws -> PatternSet {
    var result = self
    let elements = values.elements
    let isZeroOne = elements.allSatisfy { $0 == 0 || $0 == 1 }
    switch cut {
    case .mean: result = try atMeans(stage: stage)
    case .auto where isGrey: result = try atMeans(stage: stage)
    case .auto where isZeroOne: result.values = values.map { 2 * $0 - 1 }
    case .auto, .none: break
    }
    result.isGrey = false
    if mustBeBinary, let place = result.values.elements.firstIndex(where: { abs($0) != 1 }) {
      let (pattern, value) = (place / values.columns, result.values.elements[place])
      throw StageError.unusableData(
        stage: stage,
        reason:
          "value \(place % values.columns) of '\(names[pattern])' is \(formatted(value)) (counted from 0), and a neuron of "
          + "two states is -1 or 1.", remedy: "Cut the patterns at their means with 'binarize: mean'.")
    }
    return result
  }

  private func atMeans(stage: String) throws -> PatternSet {
    var result = self
    var elements: [Double] = []
    for row in 0..<values.rows {
      let own = Array(values.row(row))
      guard own.contains(where: { $0 != own[0] }) else {
        throw StageError.unusableData(
          stage: stage, reason: "'\(names[row])' has the same value everywhere, so there is nothing to cut.",
          remedy: "Leave it out.")
      }
      elements += Pictures.cutAtMean(own)
    }
    result.values = Matrix(rows: values.rows, columns: values.columns, elements: elements)
    return result
  }
}

/// The names in a list of patterns that are files.
func patternFiles(_ names: [String], builtIn: [String]) -> [String] { names.filter { !builtIn.contains($0) } }

/// Settings of a file with the files among their values as they are seen from here.
func locatedPatterns(
  _ settings: [ParameterSetting], in file: URL, options: Set<String>, builtIn: [String]
) -> [ParameterSetting] {
  let folder = file.deletingLastPathComponent().relativePath
  return settings.map { setting in
    guard options.contains(setting.name) else { return setting }
    let parts = setting.text.split(separator: ",").map { part -> String in
      let name = part.trimmingCharacters(in: .whitespaces)
      return builtIn.contains(name) || name.hasPrefix("/") || folder == "." ? name : "\(folder)/\(name)"
    }
    return ParameterSetting(name: setting.name, text: parts.joined(separator: ","))
  }
}
