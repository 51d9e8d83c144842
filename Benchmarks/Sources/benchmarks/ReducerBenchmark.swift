import ArrayFiles
import ArrayNumerics
import DimensionReduction
import Foundation

/// Pictures of points, from points to places, as their peers make them.
enum ReducerBenchmark {
  static let names = ["umap", "umap-3", "tsne", "isomap", "isomap-all", "diffusion", "quality"]

  /// What is measured, with the points in memory; the picture of the last repetition is written.
  ///
  /// - Parameters:
  ///   - name: one of `names`; `quality` takes a picture as `output` and prints how far to trust it.
  ///   - file: `[point, axis]`.
  ///   - output: `[point, axis]`, where the picture is written.
  static func prepare(_ name: String, _ file: URL, output: URL?, threads: Int) throws -> (() throws -> String)? {
    let points = try matrix(file)
    let work = Work(threads: threads)
    func drawn(_ make: @escaping () throws -> Matrix<Float>) -> () throws -> String {
      {
        let picture = try make()
        if let output { try NPYFile.write(DataArray(picture), to: output) }
        return "\(picture.rows) x \(picture.columns)"
      }
    }
    switch name {
    case "umap", "umap-3":
      var parameters = UMAPParameters()
      parameters.dimensions = name == "umap" ? 2 : 3
      return drawn { try UMAPLayout(points, parameters: parameters, seed: 1, work: work).positions }
    case "tsne":
      return {
        let layout = try TSNELayout(points, work: work)
        if let output { try NPYFile.write(DataArray(layout.positions), to: output) }
        return "KL \(layout.divergence)"
      }
    case "isomap", "isomap-all":
      // One landmark of twenty points, 200 to 1000, or every point as scikit-learn has it.
      let landmarks = name == "isomap-all" ? points.rows : min(1000, max(200, points.rows / 20))
      return drawn {
        try ScaledPicture(points, neighbours: 11, landmarks: landmarks, dimensions: 2, work: work).positions
      }
    case "diffusion":
      return {
        let map = try DiffusionMap(points, neighbours: 30, dimensions: 3, tolerance: 1e-6, seed: 1, work: work)
        if let output { try NPYFile.write(DataArray(map.positions), to: output) }
        return "\(map.eigenvalues) residual \(map.residual)"
      }
    case "quality":
      guard let output else { return nil }
      let picture = try matrix(output)
      return {
        let trust = try PictureTrust(data: points, picture: picture, work: work)
        return "\(trust.trustworthiness) \(trust.continuity) \(trust.neighbourRecall) \(trust.shepardCorrelation)"
      }
    default: return nil
    }
  }

  private static func matrix(_ file: URL) throws -> Matrix<Double> {
    guard let points = try NPYFile.read(contentsOf: file).array?.doubleMatrix else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return points
  }
}
