import ArrayFiles
import FoundationEssentials

/// The sessions of the recordings of Gardner, Hermansen et al. 2022 (https://doi.org/10.1038/s41586-021-04268-7), whose files
/// hold one clock for a whole day and do not say what happened when. The times are the constants of the published analysis.
enum PublishedSessions {
  struct Day {
    /// How the names of its files start.
    let name: String
    let epochs: [(name: String, bouts: [ClosedRange<Double>])]
  }

  /// The epochs of a file, when its name, its modules and its clock say that it is one of these recordings.
  static func epochs(of source: ArraySource, from first: Double, to last: Double) -> (day: String, epochs: [Epoch])? {
    let file = source.url.lastPathComponent.lowercased()
    guard let day = days.first(where: { file.hasPrefix($0.name) }),
      source.items.contains(where: { $0.key.hasPrefix("spike") }),
      let open = day.epochs.first(where: { $0.name == "open-field" })?.bouts,
      // Another recording under the name would hardly cover the minutes of the open field.
      let start = open.first?.lowerBound, let stop = open.last?.upperBound, first <= start + 5, last >= stop - 5
    else { return nil }
    return (
      day.name,
      day.epochs.flatMap { epoch in
        epoch.bouts.map { Epoch(name: epoch.name, start: $0.lowerBound, stop: $0.upperBound) }
      }
    )
  }

  // MARK: Seconds on each file's own clock

  private static let days: [Day] = [
    Day(
      name: "rat_r_day1",
      epochs: [
        ("open-field", [7457...14778, 14890...16045]),
        ("wagon-wheel", [16925...18026, 18183...20704]),
      ]),
    Day(
      name: "rat_r_day2",
      epochs: [
        ("open-field", [10617...13004]),
        ("sleep", [396...9941]),
        (
          "REM",
          [
            1001.72...1053.43, 1438.64...1514.23, 1856.97...1997.05, 2565.89...2667.44, 2721.26...2750.21, 3329.44...3434.35,
            3448.83...3479.61, 4465.09...4611.65, 5441.24...5478.77, 5562.09...5677.59, 7221.41...7276.55, 7476.81...7545.26,
            7568.93...7697.37, 8481.63...8621.3, 8640.03...8798.99, 9391.08...9429.26,
          ]
        ),
        (
          "SWS",
          [
            524.52...771.83, 784.51...859.74, 910.58...990.36, 1056.25...1200.86, 1217.7...1435.26, 1559.2...1650.32,
            1707.31...1843.54, 2000.81...2067.13, 2099.98...2524.64, 2671.25...2696.87, 2753.85...3265.73, 3537.05...3994.15,
            4010...4290.19, 4349.68...4460.13, 4646.79...5001.85, 5036.41...5299.54, 5318.34...5425.57, 5497.6...5556.06,
            5683.95...6430.18, 6442.24...6591.57, 6610.89...6644.04, 6969.86...7204.61, 7309.91...7464.59, 7727.3...8249.35,
            8297.99...8425.86, 8449.71...8475.99, 9004.54...9319.19, 9716.05...9941,
          ]
        ),
      ]),
    Day(
      name: "rat_q",
      epochs: [
        ("open-field", [27826...31223]),
        ("wagon-wheel", [18977...25355]),
        ("sleep", [9576...18812]),
        (
          "REM",
          [
            10424.38...10565.21, 11514.83...11716.55, 12780.35...13035.9, 14301.05...14475.47, 15088.98...15310.66,
            17739.35...17797.21,
          ]
        ),
        (
          "SWS",
          [
            9658.5...10419.7, 10570.84...11498.85, 11724.62...12769.93, 13284.11...13800.96, 13813.43...14065.22,
            14088.54...14233.84, 14634.36...15082.37, 15694.56...16153.71, 16176.34...16244.81, 16361.59...16657.57,
            16774.48...16805.26, 16819.59...16882.91, 16930.81...17005.51, 17333.04...17486.34, 17510.46...17719.79,
            17830.92...18347.36,
          ]
        ),
      ]),
    Day(
      name: "rat_s",
      epochs: [
        ("open-field", [9939...12363]),
        ("wagon-wheel", [13670...14847, 23186...24936]),
        ("sleep", [14942...23133]),
        (
          "REM",
          [
            16756.48...16858.35, 18284.51...18384.48, 19126.9...19151.98, 19164.2...19259.86, 20137.48...20188.68,
            20975.93...21060.02, 21460.02...21590.43,
          ]
        ),
        (
          "SWS",
          [
            15135.43...15164.98, 15375.96...15566.33, 15988.16...16276.45, 16362.16...16690.4, 16865.19...16995.75,
            17075.36...17226.59, 17256.24...17426.66, 17640.2...18269.73, 18389.13...18576.68, 18646.48...19097.03,
            19263.37...20132.2, 20193.7...20903.59, 20939.7...20968.79, 21068...21100.31, 21114.27...21451.13,
            21594.84...21664.78, 22126.18...22416.17, 22505.37...22719.33, 22980.85...23133,
          ]
        ),
      ]),
  ]
}

extension RecordingReading {
  /// The epochs that the file holds, or those that were published for it.
  mutating func epochsOrPublished(_ trajectory: Trajectory?) throws -> [Epoch] {
    let own = try readEpochs()
    guard own.isEmpty, let t = trajectory?.t, let first = t.first, let last = t.last,
      let (day, epochs) = PublishedSessions.epochs(of: source, from: first, to: last)
    else { return own }
    var names: [String] = []
    for epoch in epochs where !names.contains(epoch.name) { names.append(epoch.name) }
    note(
      .found, "epochs",
      "by its name and its clock this is \(day) of Gardner, Hermansen et al. 2022; the published sessions are "
        + names.joined(separator: ", ") + ". In sleep, leave the speed filter out (--no-speed-filter).",
      option: "--epoch open-field")
    return epochs
  }
}
