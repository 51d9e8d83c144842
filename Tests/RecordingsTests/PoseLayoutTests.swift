import ArrayFiles
import Foundation
import Recordings
import TestSupport
import Testing

/// Files of pose estimation: a circle of 40 frames, radius 100 pixels for the nose and 60 for the tail.
@Suite struct PoseLayoutTests {
  private func options(_ change: (inout PoseOptions) -> Void = { _ in }) -> ReadingOptions {
    var options = ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.002))
    options.frameRate = 20
    change(&options.poses)
    return options
  }

  private func radius(_ trajectory: Trajectory, _ index: Int) throws -> Double {
    let (x, y) = (try #require(trajectory.x), try #require(trajectory.y))
    return hypot(x[index] - 0.64, y[index] - 0.48)
  }

  @Test(arguments: [
    "deeplabcut.csv", "deeplabcut.h5", "deeplabcut-fixed.h5", "deeplabcut-two-animals.csv", "deeplabcut-two-animals.h5",
  ])
  func deepLabCutGivesTheBodyPartThatWasAsked(_ name: String) throws {
    let recording = try RecordingReader.read(url: fixture(name), options: options { $0.bodyPart = "snout" })
    let trajectory = try #require(recording.trajectory)
    #expect(trajectory.t == (0..<40).map { Double($0) / 20 })
    for index in 0..<40 where index != 5 { #expect(abs(try radius(trajectory, index) - 0.2) < 1e-5) }
    // Frame 5 has a likelihood of 0.2.
    #expect(trajectory.x?[5].isNaN == true && trajectory.y?[5].isNaN == true)
    #expect(recording.findings.contains { $0.message.contains("1 of 40 points of snout are less likely than 0.9") })
    #expect(
      recording.positionUnit == RecordedPositionUnit(unit: .pixel(metresPerPixel: 0.002), guessed: false, reason: "given"))
    let kept = try RecordingReader.read(
      url: fixture(name),
      options: options {
        $0.bodyPart = "SNOUT"
        $0.minimumLikelihood = 0.1
      })
    #expect(kept.trajectory?.x?.allSatisfy(\.isFinite) == true)
  }

  @Test func withoutAChoiceTheBestTrackedPartIsTakenAndSaid() throws {
    let recording = try RecordingReader.read(url: fixture("deeplabcut.csv"), options: options())
    #expect(abs(try radius(#require(recording.trajectory), 0) - 0.12) < 1e-5)
    #expect(recording.findings.contains { $0.level == .guessed && $0.option == "--body-part NAME" })
  }

  @Test(arguments: ["deeplabcut-two-animals.csv", "deeplabcut-two-animals.h5"])
  func theIndividualIsChosenByName(_ name: String) throws {
    let second = try RecordingReader.read(
      url: fixture(name),
      options: options {
        $0.track = "mouse2"
        $0.bodyPart = "tailbase"
      })
    let x = try #require(second.trajectory?.x)
    #expect(x[..<20].allSatisfy(\.isNaN) && x[20...].allSatisfy(\.isFinite))
    #expect(abs(x[20] - (0.64 + 0.12 * cos(Double.pi + 1))) < 1e-5)
    let error = #expect(throws: FileError.self) {
      try RecordingReader.read(url: fixture(name), options: options { $0.track = "mouse3" })
    }
    #expect(error?.remedy?.contains("mouse1, mouse2") == true)
  }

  @Test func twoMarkersGiveTheHeadDirectionAndThePlaceBetweenThem() throws {
    let recording = try RecordingReader.read(
      url: fixture("deeplabcut.csv"),
      options: options {
        $0.frontMarker = "snout"
        $0.backMarker = "tailbase"
      })
    let trajectory = try #require(recording.trajectory)
    let head = try #require(trajectory.headDirection)
    for index in 0..<40 where index != 5 {
      #expect(abs(head[index] - 2 * Double.pi * Double(index) / 40) < 1e-4)
      #expect(abs(try radius(trajectory, index) - 0.16) < 1e-5)
    }
    #expect(head[5].isNaN)
  }

  @Test(arguments: ["sleap.h5", "sleap.csv"])
  func sleapGivesTracksAndNodes(_ name: String) throws {
    let female = try RecordingReader.read(url: fixture(name), options: options { $0.bodyPart = "nose" })
    let trajectory = try #require(female.trajectory)
    #expect(trajectory.t.count == 40)
    for index in 0..<40 { #expect(abs(try radius(trajectory, index) - 0.2) < 1e-5) }
    #expect(female.findings.contains { $0.message.hasPrefix("female was taken of female, male") })
    let male = try RecordingReader.read(
      url: fixture(name),
      options: options {
        $0.track = "male"
        $0.bodyPart = "tail"
      })
    // The CSV has no rows for the frames in which the animal was not seen.
    let seen = try #require(male.trajectory)
    #expect(seen.x?.count { $0.isFinite } == 20)
    #expect(seen.t.last == 39.0 / 20)
    // Scores of SLEAP are no probabilities: only a threshold that was given counts.
    let none = try RecordingReader.read(
      url: fixture(name),
      options: options {
        $0.bodyPart = "nose"
        $0.minimumLikelihood = 0.8
      })
    #expect(none.trajectory?.x?.allSatisfy(\.isNaN) == true)
  }

  @Test func whatAFileDoesNotSayIsAskedFor() throws {
    var error = #expect(throws: FileError.self) {
      try RecordingReader.read(url: fixture("deeplabcut.csv"), options: ReadingOptions(positionUnit: .metre))
    }
    #expect(error?.remedy?.contains("--frame-rate") == true && error?.kind == .unusableData)
    var withoutUnit = ReadingOptions()
    withoutUnit.frameRate = 30
    error = #expect(throws: FileError.self) {
      try RecordingReader.read(url: fixture("sleap.h5"), options: withoutUnit)
    }
    #expect(error?.remedy?.contains("px:METRES_PER_PIXEL") == true)
    error = #expect(throws: FileError.self) {
      try RecordingReader.read(url: fixture("sleap.csv"), options: options { $0.bodyPart = "ear" })
    }
    #expect(error?.remedy?.contains("nose, tail") == true)
  }

  @Test func framesWithoutTimesTakeTheFrameRate() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("path.csv")
    try Data("x,y\n0,0\n0.1,0\n0.2,0\n".utf8).write(to: url)
    #expect(throws: FileError.self) { try RecordingReader.read(url: url) }
    var options = ReadingOptions()
    options.frameRate = 10
    #expect(try RecordingReader.read(url: url, options: options).trajectory?.t == [0, 0.1, 0.2])
  }

  @Test func damagedTablesAreRefusedInWords() throws {
    let folder = try TemporaryFolder()
    let lines = try String(contentsOf: fixture("deeplabcut.csv"), encoding: .utf8).split(separator: "\n")
    let url = folder.file("cut.csv")
    try Data(lines.prefix(3).joined(separator: "\n").utf8 + Data("\n".utf8)).write(to: url)
    #expect(throws: FileError.self) { try RecordingReader.read(url: url, options: options()) }
    let whole = try Data(contentsOf: fixture("deeplabcut.h5"))
    let cut = folder.file("cut.h5")
    try whole.prefix(whole.count / 2).write(to: cut)
    #expect(throws: FileError.self) { try RecordingReader.read(url: cut, options: options()) }
  }

  // MARK: Who and what is meant

  /// A table of DeepLabCut of 60 frames with these parts, each a place for a frame.
  private func table(
    _ parts: [(individual: String, part: String, place: (Int) -> (Double, Double))], lost: Set<String> = []
  ) throws -> (folder: TemporaryFolder, url: URL) {
    func row(_ name: String, _ word: (Int) -> String) -> String {
      name + "," + parts.indices.flatMap { part in (0..<3).map { _ in word(part) } }.joined(separator: ",")
    }
    var lines = [row("scorer") { _ in "net" }]
    if parts.contains(where: { !$0.individual.isEmpty }) { lines.append(row("individuals") { parts[$0].individual }) }
    lines.append(row("bodyparts") { parts[$0].part })
    lines.append("coords," + parts.map { _ in "x,y,likelihood" }.joined(separator: ","))
    for frame in 0..<60 {
      let cells = parts.map { part -> String in
        let (x, y) = part.place(frame)
        return "\(x),\(y),\(lost.contains(part.part) && frame % 9 == 0 ? 0.2 : 0.99)"
      }
      lines.append("\(frame)," + cells.joined(separator: ","))
    }
    let folder = try TemporaryFolder()
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.file("poses.csv"))
    return (folder, folder.file("poses.csv"))
  }

  @Test func animalsThatAreFoundAsOftenAreAsked() throws {
    let (folder, url) = try table([
      ("a", "nose", { (300 + Double($0), 200) }), ("b", "nose", { (100 + 2 * Double($0), 150) }),
    ])
    defer { withExtendedLifetime(folder) {} }
    let recording = try RecordingReader.read(url: url, options: options())
    #expect(recording.says(.warning, "position", "a, b are found as often: which animal is meant?"))
    // The parts that no animal has are no animal.
    let (other, unique) = try table([
      ("a", "nose", { (300 + Double($0), 200) }), ("single", "corner", { _ in (100, 100) }),
    ])
    defer { withExtendedLifetime(other) {} }
    let one = try RecordingReader.read(url: unique, options: options())
    #expect(one.trajectory?.x?[10] == 0.62 && !one.says(.warning, "position", "animal"))
    let chosen = try RecordingReader.read(url: url, options: options { $0.track = "b" })
    #expect(chosen.trajectory?.x?[10] == 0.24 && !chosen.says(.warning, "position", "animal"))
  }

  @Test func aCornerOfTheBoxIsNoAnimal() throws {
    // The corner is found in every frame, the nose is lost in each ninth.
    let (folder, url) = try table(
      [
        ("", "corner", { (100 + 0.2 * sin(Double($0)), 100) }), ("", "nose", { (300 + 100 * sin(Double($0) / 9), 200) }),
      ], lost: ["nose"])
    defer { withExtendedLifetime(folder) {} }
    let recording = try RecordingReader.read(url: url, options: options())
    #expect(abs((recording.trajectory?.x?[10] ?? 0) - 0.002 * (300 + 100 * sin(10.0 / 9))) < 1e-9)
    #expect(recording.says(.guessed, "position", "(corner stays in one place)"))
    let asked = try RecordingReader.read(url: url, options: options { $0.bodyPart = "corner" })
    #expect(abs((asked.trajectory?.y?[10] ?? 0) - 0.2) < 1e-9)
  }
}
