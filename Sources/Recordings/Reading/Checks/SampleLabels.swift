import ArrayFiles
import ArrayNumerics
import Schema

/// What a file says of each sample of its tracking: how sure it is, or whose place it is.
enum SampleLabels {
  /// Parts of names that say how far a sample can be trusted.
  private static let trustWords: Set<String> = [
    "likelihood", "confidence", "valid", "invalid", "mask", "masked", "tracked", "lost", "outlier", "outliers",
    "interpolated",
  ]
  /// Names of what tells animals apart.
  private static let animals: Set<String> = [
    "animal", "animal_id", "animals", "individual", "individuals", "subject", "subject_id", "mouse", "mouse_id", "rat",
    "rat_id",
  ]
  /// Names of what tells animals, markers or anything else apart.
  private static let others: Set<String> = [
    "id", "identity", "track", "track_id", "object", "object_id", "bodypart", "body_part", "node", "marker",
  ]
  /// Below it a likelihood is low: that of `--min-likelihood`.
  private static let likely = 0.9

  static func isTrust(_ key: String) -> Bool {
    key.split { !$0.isLetter }.contains { trustWords.contains(String($0)) }
  }

  static func isAnimal(_ key: String) -> Bool { animals.contains(key) }
  static func isIdentity(_ key: String) -> Bool { animals.contains(key) || others.contains(key) }

  /// What values for each sample say, as a clause; `nil` where all samples are alike or likely.
  static func doubt(_ values: [Double]) -> String? {
    let known = values.filter(\.isFinite)
    guard let low = known.min(), let high = known.max() else { return nil }
    if known.allSatisfy({ $0 == 0 || $0 == 1 }) {
      let ones = known.count { $0 == 1 }
      guard low < high else { return nil }
      return "1 in \(ones) and 0 in \(known.count - ones) of \(values.count) samples"
    }
    guard low >= 0, high <= 1 else { return low < high ? "\(measured(low)) to \(measured(high))" : nil }
    let unlikely = known.count { $0 < likely }
    return unlikely > 0 ? "below \(likely) in \(unlikely) of \(values.count) samples" : nil
  }
}

extension RecordingReading {
  /// Warns of labels of samples that are not used, and refuses the paths of several animals in one.
  ///
  /// - Parameter count: samples as the file has them.
  /// - Throws: `FileError` when the samples of several animals lie between each other.
  mutating func judgeSampleLabels(_ count: Int) throws {
    guard count > 1, roles.item(.x) != nil || roles.item(.position) != nil || roles.item(.headDirection) != nil else { return }
    let taken = Set(roles.items.values.flatMap { $0.map(\.path) })
    for item in source.items where !taken.contains(item.path) && elementCount(item.shape) == count && !item.isContainer {
      let isTrust = SampleLabels.isTrust(item.key)
      guard isTrust || SampleLabels.isIdentity(item.key), case .array(let array)? = try? source.read(item) else { continue }
      if isTrust {
        guard let values = array.doubles, let doubt = SampleLabels.doubt(values) else { continue }
        heeded.insert(item.path)
        note(
          .warning, "position",
          "\(item.path) says how far each sample of the tracking can be trusted (\(doubt)), and was not used: lost samples are "
            + "those that are NaN.")
      } else if let texts = array.texts {
        try judgeIdentity(texts, item)
      }
    }
  }

  /// What two paths have and one has not: places of two at one time.
  private static let sharedTimes = 0.1

  private mutating func judgeIdentity(_ texts: [String], _ item: ArraySource.Item) throws {
    var counts: [String: Int] = [:]
    for text in texts { counts[text, default: 0] += 1 }
    // A number for each row tells nobody apart.
    guard counts.count > 1, counts.count * 10 <= texts.count, let t = rawTimes, t.count == texts.count else { return }
    var first: [Double: String] = [:]
    var shared = 0
    for (time, text) in zip(t, texts) {
      if let other = first[time], other != text { shared += 1 } else { first[time] = text }
    }
    let names = firstNames(counts.sorted { naturallyPrecedes($0.key, $1.key) }.map { "'\($0.key)' \($0.value)" })
    guard Double(shared) < Self.sharedTimes * Double(texts.count) else {
      throw FileError.unusable(
        "it tells \(counts.count) apart (\(names) samples), of which \(shared) are at the same time as one of another: "
          + "one path was expected.", place: item.path, remedy: "Save the rows of one of them as a file of its own.")
    }
    guard SampleLabels.isAnimal(item.key) else { return }
    heeded.insert(item.path)
    note(
      .warning, "position", "\(item.path) tells \(counts.count) apart (\(names) samples): they are taken as one path.")
  }
}
