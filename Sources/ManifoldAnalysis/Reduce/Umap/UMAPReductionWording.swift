import Schema
import Stages

extension UMAPReduction {
  /// How the picture was made.
  public static func fittedMethods(_ parameters: UMAPReductionParameters, result: ManifoldPicture) -> String {
    let layout = parameters.layout
    let epochs = layout.epochs(points: result.rows.count)
    return sentence {
      PictureWording.space(parameters.picture, result)
      "\(amount(result.rows.count, asked: parameters.picture.points)) bins, evenly spaced in time, were laid out in "
      "\(amount(result.embedding.columns, asked: parameters.picture.dimensions)) dimensions by UMAP "
      "(\(parameters.picture.metric.rawValue) distance, k = \(layout.neighbours), minimum distance "
      "\(formatted(layout.minimumDistance)), spread \(formatted(layout.spread)), \(epochs) epochs) [@mcinnes2018], "
      if parameters.alignedTo.isEmpty {
        switch parameters.start {
        case .spectral: "starting from the leading eigenvectors of the graph"
        case .coordinates: "starting from the decoded circular coordinates, whose shape the picture presumes"
        }
      } else {
        "on the components of the recording in \(parameters.alignedTo), starting from the places that the bins have in its "
        "picture and drawn back to them by \(formatted(parameters.alignment)) of the way in each epoch, less and less"
      }
      if parameters.target != .none {
        "; edges were weighted by the \(parameters.target.rawValue) too (weight \(formatted(parameters.targetWeight)))"
      }
      if parameters.compatibility == .umapLearn { "; edges in the order of umap-learn, one after the other" }
      if result.placed > 0 { "; the other \(result.placed) were placed among their nearest and moved by the same forces" }
      ". \(PictureWording.trust(result))"
      if parameters.layouts > 1, let stability = result.stability {
        " The layouts of \(parameters.layouts) seeds agreed to \(formatted(stability, digits: 2)) (Procrustes, 1 for the same)."
      }
    }
  }
}
