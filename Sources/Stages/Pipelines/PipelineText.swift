import Schema

extension Pipeline {
  /// The pipeline as a file that `init(yaml:file:)` reads: the settings of every step, those that are not the default.
  public var yaml: String {
    var text = "name: \(scalar(name))\n"
    if !purpose.isEmpty { text += "purpose: \(scalar(purpose))\n" }
    text += "steps:\n"
    for step in steps {
      text += "  - stage: \(scalar(step.stage))\n"
      if step.isOptional { text += "    optional: true\n" }
      for setting in step.settings { text += "    \(scalar(setting.name)): \(scalar(setting.text))\n" }
    }
    return text
  }
}

/// A text in YAML: as it is where nothing in it could mean something else, in double quotes otherwise.
private func scalar(_ text: String) -> String {
  let isPlain =
    text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false
    && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
  return isPlain ? text : JSONValue.string(text).compactText
}
