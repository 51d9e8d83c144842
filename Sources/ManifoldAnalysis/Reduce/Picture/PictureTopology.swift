import ArrayNumerics
import DimensionReduction
import Schema
import Stages
import Topology

/// The long bars of a picture beside those of the data: whether loops and cavities were kept, lost or made up.
///
/// Both from the same landmarks, chosen on the data as `tda` chooses them, and both on the distances of the fuzzy graph among
/// these. Without a null the number of long bars is that before the widest gap; the verdict on the data is that of `tda`.
public struct PictureTopology: FieldTable, Equatable {
  /// The longest bars of the data in dimension 1, `[bar, birth and death]`.
  public var dataLoops: Matrix<Double>
  /// Those of the picture.
  public var pictureLoops: Matrix<Double>
  /// The longest of the data in dimension 2; `nil` of a picture with fewer than three axes, which has none.
  public var dataCavities: Matrix<Double>?
  /// Those of the picture.
  public var pictureCavities: Matrix<Double>?

  /// Bars that are kept of each diagram.
  static let kept = 10
  /// How many times as long as the next the last long bar is, at least: what `tda` asks of a torus.
  static let gap = VerdictDecision.torusGap
  /// More bars than these are not a few long ones.
  static let most = 4
  /// The least length of a long bar, as a share of the distance at which it dies: shorter ones are no more than roughness.
  static let least = 0.1

  public static let fields = Field<PictureTopology>.table {
    Field.array("data_h1", \.dataLoops, axes: ["data_loop", "end"], "longest bars of the data in H1: birth, death")
    Field.array("picture_h1", \.pictureLoops, axes: ["picture_loop", "end"], "longest bars of the picture in H1")
    Field.array("data_h2", \.dataCavities, axes: ["data_cavity", "end"], "longest bars of the data in H2")
    Field.array("picture_h2", \.pictureCavities, axes: ["picture_cavity", "end"], "longest bars of the picture in H2")
    Field.number("loops_in_data", \.loopsInData, "long bars of the data in H1, before the widest gap")
    Field.number("loops_in_picture", \.loopsInPicture, "long bars of the picture in H1")
    Field.number("cavities_in_data", \.cavitiesInData, "long bars of the data in H2")
    Field.number("cavities_in_picture", \.cavitiesInPicture, "long bars of the picture in H2")
  }

  /// Measures it on up to 5,000 points and 300 landmarks.
  ///
  /// - Parameters:
  ///   - data: `[point, axis]`, of which Euclidean distances count.
  ///   - picture: `[point, axis]`.
  /// - Returns: `nil` for fewer than 60 points, of which no topology is told.
  /// - Throws: `TopologyError`, `DimensionReductionError`, `CancellationError`.
  init?(data: Matrix<Double>, picture: Matrix<Double>, work: Work) throws {
    guard data.rows >= 60 else { return nil }
    work.report("topology of the picture", completed: 0, of: 1)
    let used = evenlySpaced(min(5000, data.rows), of: data.rows)
    let points = try SearchPoints(data.selectingRows(used), metric: .euclidean)
    let graph = FuzzyGraph(
      try NeighbourGraph(points, neighbours: max(10, used.count / 15), scales: true, work: work))
    let landmarks = try greedyLandmarks(points, graph: graph, count: min(300, used.count / 2), omega: 1, work: work)
    let dimension = picture.columns >= 3 ? 2 : 1
    func bars(_ cloud: SearchPoints) throws -> [Matrix<Double>] {
      let distances = try landmarkDistances(cloud, neighbours: landmarks.count * 2 / 3, work: work)
      let persistence = try persistentCohomology(
        of: distances, parameters: PersistenceParameters(maxDimension: dimension, cocycles: false), work: work)
      return persistence.diagrams.dropFirst().map { diagram in
        let longest = diagram.prefix(Self.kept).map { [$0.birth, $0.birth + $0.finiteLifetime(limit: persistence.threshold)] }
        return Matrix(rows: longest.count, columns: 2, elements: longest.flatMap { $0 })
      }
    }
    let own = try bars(points.selecting(landmarks))
    let drawn = try bars(
      SearchPoints(picture.selectingRows(landmarks.map { used[$0] }), metric: .euclidean))
    (dataLoops, pictureLoops) = (own[0], drawn[0])
    (dataCavities, pictureCavities) = dimension == 2 ? (own[1], drawn[1]) : (nil, nil)
  }

  init(from fields: FieldReader<PictureTopology>) throws {
    dataLoops = try fields[\.dataLoops]
    pictureLoops = try fields[\.pictureLoops]
    dataCavities = try fields[\.dataCavities]
    pictureCavities = try fields[\.pictureCavities]
  }

  /// Long bars in dimension 1.
  public var loops: (data: Int, picture: Int) { (Self.long(dataLoops), Self.long(pictureLoops)) }
  /// Long bars in dimension 2; `nil` of a picture with fewer than three axes.
  public var cavities: (data: Int, picture: Int)? {
    guard let dataCavities, let pictureCavities else { return nil }
    return (Self.long(dataCavities), Self.long(pictureCavities))
  }
  /// Without a gap among the bars of the data their number is not told.
  var isTold: Bool { loops.data > 0 || (cavities?.data ?? 0) > 0 }
  var loopsInData: Int? { isTold ? loops.data : nil }
  var loopsInPicture: Int? { isTold ? loops.picture : nil }
  var cavitiesInData: Int? { cavities?.data }
  var cavitiesInPicture: Int? { cavities?.picture }
  /// Whether both have as many long bars.
  public var isKept: Bool { loops.data == loops.picture && (cavities.map { $0.data == $0.picture } ?? true) }

  /// How many bars stand before the widest gap; 0 where no gap is wide.
  ///
  /// What is shorter than roughness, or not there, counts as long as roughness: a bar of next to nothing neither hides a loop
  /// that stands before it, nor makes a small hole long.
  ///
  /// - Parameter bars: `[bar, birth and death]`, the longest first.
  package static func long(_ bars: Matrix<Double>) -> Int {
    let lifetimes = (0..<bars.rows).map { bars[$0, 1] - bars[$0, 0] }
    var (count, widest) = (0, gap)
    for last in 0..<min(most, bars.rows) {
      let roughness = least * bars[last, 1]
      let next = last + 1 < bars.rows ? max(roughness, lifetimes[last + 1]) : roughness
      guard lifetimes[last] >= roughness, lifetimes[last] > widest * next else { continue }
      (count, widest) = (last + 1, lifetimes[last] / next)
    }
    return count
  }
}
