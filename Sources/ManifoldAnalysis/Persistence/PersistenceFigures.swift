import Plotting
import Stages

extension Persistence {
  static let barcode = FigureKind<BarcodeOptions>("barcode", about: "bars of each dimension")
  static let birthDeath = FigureKind<BirthDeathOptions>("birth-death", about: "birth and death of every class")
  public static let figureKinds = [AnyFigureKind(barcode), AnyFigureKind(birthDeath)]

  public static func figures(
    _ result: PersistenceStageResult, parameters: PersistenceStageParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    // A figure of a million points shows nothing and takes as many marks.
    let most = 5000
    let diagrams = result.persistence.diagrams.map { $0.prefix(most).map { (birth: $0.birth, death: $0.death) } }
    let omitted = result.persistence.diagrams.map { max(0, $0.count - most) }.reduce(0, +)
    let note = omitted > 0 ? " The \(omitted) shortest are not drawn." : ""
    return [
      NamedFigure(
        barcode, barcodeFigure(diagrams: diagrams, distanceLabel: "Distance", options: try pen[barcode]),
        caption: "Persistence barcode of \(result.persistence.points) points over Z/\(result.persistence.coefficient), "
          + "longest bars first.\(note)"
      ),
      NamedFigure(
        birthDeath, birthDeathFigure(diagrams: diagrams, options: try pen[birthDeath]),
        caption: "Birth and death of every class; points far above the diagonal live long.\(note)"),
    ]
  }
}
