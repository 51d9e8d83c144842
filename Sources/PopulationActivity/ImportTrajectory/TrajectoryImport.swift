import ArrayNumerics
import Plotting
import Recordings
import Schema
import Stages

/// A recorded trajectory to even times, cleaned, with velocity, direction and angular velocity.
public enum TrajectoryImport: Stage {
  public typealias Input = RecordingInput

  public static let description = StageDescription(
    key: "trajectory", command: "import-trajectory", group: .files, title: "Trajectory",
    summary: "external trajectory to even times, with velocity and direction",
    purpose: """
      Reads the path of an animal from any file of tracking, removes jumps, fills short gaps, brings it to even times and \
      computes velocity, direction of movement and angular velocity in SI units on the true time base, with the gains that \
      theta-sweep models take, and says how good the tracking is. Video tracking (DeepLabCut, SLEAP) also needs \
      --frame-rate and --position-unit px:METRES_PER_PIXEL.
      """,
    example: "canns-analyze import-trajectory datasets/rat-trajectory.npz -o results --smooth-ms 100", version: 1,
    references: [.sargolini2006], inputName: "FILE")

  public static func run(
    _ input: Input, parameters: TrajectoryParameters, context: RunContext
  ) throws -> TrajectoryResult {
    let recording = input.recording
    guard let trajectory = recording.trajectory else {
      throw unusableTrajectory(
        "no trajectory was found in the file.",
        sentence {
          "Name its arrays with --map t=NAME,x=NAME,y=NAME; if it has positions without times, give --frame-rate HZ. "
          "Columns of a table without a header, and of any matrix, have numbers: "
          "--map 't=matrix[0],x=matrix[1],y=matrix[2]'."
        })
    }
    let samples = trajectory.t.count
    try context.reserve(
      400 * samples, for: "A trajectory of \(samples) samples", remedy: "Cut the recording into parts.")
    var result = try importedTrajectory(trajectory, options: parameters, work: context.work)
    result.positionUnit = recording.positionUnit.map {
      PositionUnitFacts(unit: $0.unit.description, isGuessed: $0.guessed, reason: $0.reason)
    }
    return result
  }
}
