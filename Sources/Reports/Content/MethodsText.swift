import Schema
import Stages

/// The methods paragraph: the sentences of the stages, then the program and the seeds of its random numbers.
func methodsText(_ records: [StageRecord]) -> String {
  let sentences = records.map(\.methods).filter { !$0.isEmpty }
  return sentences.isEmpty ? "" : (sentences + [programSentence(records)]).joined(separator: " ")
}

private func programSentence(_ records: [StageRecord]) -> String {
  let programs = records.compactMap { $0.json["program"]?.string }.distinct
  let seeds = records.compactMap { record in record.seed.map { (stage: record.stage, seed: $0) } }
  let numbers = seeds.map(\.seed).distinct
  return sentence {
    "All this was done with "
    if programs.isEmpty { "an unnamed program" } else { programs.joined(separator: " and ") }
    if numbers.count == 1 {
      ", with the seed \(numbers[0]) of its random numbers"
    } else if numbers.count > 1 {
      ", with the seeds \(seeds.map { "\($0.seed) (\($0.stage))" }.joined(separator: ", ")) of its random numbers"
    }
    "."
  }
}

extension Sequence where Element: Equatable {
  /// Each value once, in the order of the first.
  var distinct: [Element] { reduce(into: []) { list, value in if !list.contains(value) { list.append(value) } } }
}
