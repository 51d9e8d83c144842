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
// A figure of one's own beside them, and networks: the one that was driven more wins, and a bump follows a stimulus.
try drawDwell(in: folder.figuresURL)
print("Decision", try decision().map { ($0 * 1000).rounded() / 1000 })
let reach = try swinging().suffix(100).map { abs($0) }.max() ?? 0
print("Swing of the bump", reach > 0.7 && reach < 1 ? "below that of the stimulus, 1 rad" : "\(reach) rad")
