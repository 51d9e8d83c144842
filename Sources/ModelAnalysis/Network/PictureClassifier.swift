import ArrayNumerics
import Schema
import SpikingNetworks

/// What a population says of pictures that it was shown: each neuron is given the class for which it fires most while it is
/// assigned, and a picture is of the class whose neurons fire most on the average (Diehl & Cook 2015).
struct PictureClassifier: Sendable, Equatable {
  /// Of messages.
  var place: String
  /// The neurons.
  var population: String
  /// The source of the pictures.
  var pictures: String
  /// How many classes there are; picture p is of the class p mod classes.
  var classes: Int
  /// Pictures, from 0, by which neurons are assigned.
  var assigned: ClosedRange<Int>
  /// Pictures that are classified.
  var tested: ClosedRange<Int>

  init(_ section: FileSection) throws {
    place = section.place
    try section.require(known: ["population", "classifier", "pictures", "classes", "assign", "test"])
    guard try section.text("classifier") == "most-spikes", let population = try section.text("population"),
      let pictures = try section.text("pictures"), let assign = try section.values("assign", as: Int.self),
      let test = try section.values("test", as: Int.self)
    else {
      throw section.error(
        "a classifier is {population: e, classifier: most-spikes, pictures: in, assign: [500, 999], test: [1000, 1199]}."
      )
    }
    guard assign.count == 2, test.count == 2, assign[0] >= 0, test[0] >= 0, assign[0] <= assign[1], test[0] <= test[1] else {
      throw section.error("'assign' and 'test' take the first and the last picture, from 0.")
    }
    (self.population, self.pictures) = (population, pictures)
    (assigned, tested) = (assign[0]...assign[1], test[0]...test[1])
    guard !assigned.overlaps(tested) else {
      throw section.error("pictures by which neurons are assigned are not those by which they are tested.")
    }
    classes = try section.value("classes") ?? 10
    guard classes >= 2 else { throw section.error("'classes' is \(classes), and two or more are needed.") }
  }

  /// ms: how long a picture is shown, and from one to the next.
  private func times(_ network: NetworkDescription) -> (shown: Double, period: Double) {
    let source = network.populations.first { $0.name == pictures }
    func number(_ name: String, _ standard: Double) -> Double {
      guard case .constant(let value)? = source?.parameters[name] else { return standard }
      return value
    }
    let shown = number("time", 250)
    return (shown, shown + number("rest", 100))
  }

  /// - Throws: `SimulationError` for what is not there.
  func validate(_ network: NetworkDescription) throws {
    func error(_ reason: String) -> SimulationError { SimulationError(place: place, reason: reason) }
    let source = network.populations.first { $0.name == pictures }
    guard (try? NeuronCatalogue.standard.model(source?.model ?? "").name) == "picture-generator" else {
      throw error("'\(pictures)' is no population of the model picture-generator.")
    }
    let isSeen = network.monitors.contains { $0.population == population && $0.variables.contains("spike") }
    guard network.populations.contains(where: { $0.name == population }), isSeen || network.monitors.isEmpty else {
      throw error("the spikes of '\(population)' are not looked at; add {population: \(population), variables: [spike]}.")
    }
    let needed = Double(max(assigned.upperBound, tested.upperBound) + 1) * times(network).period
    guard needed <= network.duration * (1 + 1e-9) else {
      throw error("its pictures take \(formatted(needed)) ms, and the run lasts \(formatted(network.duration)) ms.")
    }
  }

  /// `<population>.class`, `.confusion` and `.accuracy`.
  func arrays(_ record: NetworkRecord, _ network: NetworkDescription) -> [NamedArray] {
    guard let spikes = record.spikes.first(where: { $0.population == population }) else { return [] }
    let (shown, period) = times(network)
    let count = max(assigned.upperBound, tested.upperBound) + 1
    var counts = Matrix<Double>(rows: count, columns: spikes.neurons, repeating: 0)
    for (step, neuron) in zip(spikes.steps, spikes.neuron) {
      let time = Double(step) * spikes.dt
      let picture = Int(time / period)
      if picture < count, time - Double(picture) * period < shown { counts[picture, Int(neuron)] += 1 }
    }
    let labels = labels(counts)
    var confusion = Matrix<Double>(rows: classes, columns: classes + 1, repeating: 0)
    for picture in tested {
      confusion[picture % classes, answer(Array(counts.row(picture)), labels) ?? classes] += 1
    }
    let right = (0..<classes).reduce(0) { $0 + confusion[$1, $1] }
    let neuron = FieldAxis(stringLiteral: "\(population) neuron")
    return [
      NamedArray(
        "\(population).class", axes: [neuron], "the class that each neuron of \(population) stands for; −1 for silent ones",
        DataArray(shape: [labels.count], storage: .int64(labels.map { Int64($0 ?? -1) }))),
      NamedArray(
        "\(population).confusion", axes: ["class", "answer"],
        "pictures of each class that \(population) gave each answer; the last is none",
        DataArray(confusion.elements, shape: [classes, classes + 1])),
      NamedArray(
        "\(population).accuracy", axes: ["part"], "pictures that \(population) named right, and all that were tested",
        DataArray([right, Double(tested.count)], shape: [2])),
    ]
  }

  /// The class for which each neuron fires most on the average; `nil` for one that is silent.
  private func labels(_ counts: Matrix<Double>) -> [Int?] {
    var shown = [Double](repeating: 0, count: classes)
    for picture in assigned { shown[picture % classes] += 1 }
    return (0..<counts.columns).map { neuron in
      var sums = [Double](repeating: 0, count: classes)
      for picture in assigned { sums[picture % classes] += counts[picture, neuron] }
      let means = zip(sums, shown).map { $1 > 0 ? $0 / $1 : 0 }
      guard let top = means.max(), top > 0 else { return nil }
      return means.firstIndex(of: top)
    }
  }

  /// The class whose neurons fire most on the average, the first of equals; `nil` when none does.
  private func answer(_ counts: [Double], _ labels: [Int?]) -> Int? {
    var (sums, sizes) = ([Double](repeating: 0, count: classes), [Double](repeating: 0, count: classes))
    for (count, label) in zip(counts, labels) {
      guard let label else { continue }
      sums[label] += count
      sizes[label] += 1
    }
    let means = zip(sums, sizes).map { $1 > 0 ? $0 / $1 : 0 }
    guard let top = means.max(), top > 0 else { return nil }
    return means.firstIndex(of: top)
  }
}

extension SimulationResult {
  /// How many of the tested pictures each population that classifies named right.
  var classifications: [(name: String, right: Int, tested: Int, classes: Int)] {
    arrays.compactMap { array in
      guard array.key.hasSuffix(".accuracy"), let values = array.array.doubles, values.count == 2 else { return nil }
      let name = String(array.key.dropLast(9))
      return (name, Int(values[0]), Int(values[1]), self["\(name).confusion"]?.shape.first ?? 2)
    }
  }
}
