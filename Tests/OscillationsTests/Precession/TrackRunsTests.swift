import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct TrackRunsTests {
  /// To and fro over 2 m in 8 s each way.
  private let shuttle = (0..<8000).map { sample -> Double in
    let t = Double(sample) * 0.02
    let phase = t.truncatingRemainder(dividingBy: 16) / 8
    return phase < 1 ? 2 * phase : 2 * (2 - phase)
  }

  @Test func lapsChangeWithTheDirection() {
    let runs = TrackRuns(position: shuttle, start: 5, step: 0.02, minimumSpeed: 0.1)
    #expect(Set(runs.lap.filter { $0 >= 0 }).count == 20)
    #expect(runs.direction[100] == 1 && runs.direction[500] == -1 && runs.direction[400] == 0)
    #expect(abs(runs.position(at: 6.01) - 0.2525) < 1e-9 && runs.sample(of: 4) == nil)
  }

  @Test func aJumpToTheStartBeginsALapAndHasNoVelocity() {
    let round = (0..<5000).map { (0.2 * 0.02 * Double($0)).truncatingRemainder(dividingBy: 2) }
    let runs = TrackRuns(position: round, start: 0, step: 0.02, minimumSpeed: 0.1)
    #expect(!runs.direction.contains(-1) && Set(runs.lap.filter { $0 >= 0 }).count == 10)
  }

  @Test func fieldsLieWholeOnTheLine() throws {
    let runs = TrackRuns(position: shuttle, start: 0, step: 0.02, minimumSpeed: 0.1)
    var stream = RandomStream(seed: 3, name: "fields")
    let spikes = (0..<400).map { _ in 1.2 + 0.1 * stream.normal() } + (0..<400).map { _ in abs(0.1 * stream.normal()) }
    let found = try TrackField.fields(spikes: spikes.filter { $0 < 2 }, runs: runs, direction: 1)
    #expect(found.fields.count == 1 && found.rejected == 1)
    let field = try #require(found.fields.first)
    // A Gaussian falls to a fifth at 1.79 deviations; the smoothing adds to them.
    #expect(abs((field.range.lowerBound + field.range.upperBound) / 2 - 1.2) < 0.03 && abs(field.width - 0.385) < 0.06)
  }

  @Test func aPassThroughAFieldInThePlaneIsFoundWithItsSlope() throws {
    // A walk to and fro along changing directions through a field in the middle; phase falls by 250 degrees over each pass.
    var stream = RandomStream(seed: 9, name: "plane")
    var (x, y) = ([Double](), [Double]())
    for _ in 0..<60 {
      let angle = 2 * Double.pi * stream.uniform()
      for sample in 0..<200 {
        let way = -0.5 + Double(sample) / 200
        x.append(0.5 + way * cos(angle))
        y.append(0.5 + way * sin(angle))
      }
    }
    let path = PlanePath(x: x, y: y, start: 0, step: 0.02, minimumSpeed: 0.1)
    var (times, phases, cycles) = ([Double](), [Double](), [Double]())
    for sample in x.indices {
      let distance = hypot(x[sample] - 0.5, y[sample] - 0.5)
      guard distance < 0.15, stream.uniform() < 0.3 else { continue }
      let way = Double(sample % 200) / 200 - 0.5
      let phase = 4 - 250 * .pi / 180 * way / 0.3 + 0.4 * stream.normal()
      times.append(Double(sample) * 0.02)
      phases.append(wrapAngle(phase))
      cycles.append(8 * Double(sample) * 0.02)
    }
    let found = try FieldPrecession.inPlane(
      times: times, phases: phases, cycles: cycles, path: path, permutations: 200, seed: 1, index: 0)
    let field = try #require(found.first)
    #expect(found.count == 1 && abs(field.x - 0.5) < 0.05 && abs(field.y - 0.5) < 0.05)
    #expect(abs(field.precession.slopePerField * 180 / .pi + 250) < 40 && field.precession.pValue < 0.01)
    #expect(abs(field.passSlope * 180 / .pi + 250) < 70)
  }
}
