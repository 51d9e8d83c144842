import Foundation
import PopulationActivity
import Recordings
import Stages

// A program with our stages and its own: reads the spike list, embeds it and counts bursts, into a results folder.
let registry = StageRegistry([RegisteredStage(Embedding.self), RegisteredStage(Bursts.self)])
let folder = ResultsFolder(url: URL(fileURLWithPath: CommandLine.arguments[2]))
let source = InputSource(
  recordingURL: URL(fileURLWithPath: CommandLine.arguments[1]), folder: folder, formats: [SpikeList()])
let environment = StageEnvironment(
  folder: folder, context: RunContext(), figures: FigureSettings(),
  program: ProgramIdentity(name: "outside", version: "1", command: "outside", time: nil))
for stage in registry.stages {
  print(try stage.run([], in: environment, from: source).record.headline)
}
