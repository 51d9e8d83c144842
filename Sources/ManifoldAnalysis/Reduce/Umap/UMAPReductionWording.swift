import Schema
import Stages

extension UMAPReduction {
  public static func methods(_ parameters: UMAPReductionParameters, result: ManifoldPicture) -> String {
    let layout = parameters.layout
    let epochs = layout.epochs(points: result.rows.count)
    return sentence {
      PictureWording.space(parameters.picture, result)
      "\(amount(result.rows.count, asked: parameters.picture.points)) bins, evenly spaced in time, were laid out in "
      "\(amount(result.embedding.columns, asked: parameters.picture.dimensions)) dimensions by UMAP "
      "(\(parameters.picture.metric.rawValue) distance, k = \(layout.neighbours), minimum distance "
      "\(formatted(layout.minimumDistance)), spread \(formatted(layout.spread)), \(epochs) epochs) [@mcinnes2018], "
      switch parameters.start {
      case .spectral: "starting from the leading eigenvectors of the graph"
      case .coordinates: "starting from the decoded circular coordinates, whose shape the picture presumes"
      }
      if result.placed > 0 { "; the other \(result.placed) were placed among their nearest and moved by the same forces" }
      ". \(PictureWording.trust(result))"
      if parameters.layouts > 1, let stability = result.stability {
        " The layouts of \(parameters.layouts) seeds agreed to \(formatted(stability, digits: 2)) (Procrustes, 1 for the same)."
      }
    }
  }
}
