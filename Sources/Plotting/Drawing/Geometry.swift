/// A place on the page in points (1/72 inch), y downward.
package struct PagePoint: Equatable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
}

/// A rectangle on the page in points, y downward.
struct PageBox: Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }
  var centre: PagePoint { PagePoint(x: x + width / 2, y: y + height / 2) }

  /// The largest box of the given height over width inside this one, centred from side to side, at the top.
  func fitting(aspect: Double) -> PageBox {
    guard aspect > 0, aspect.isFinite else { return self }
    if width * aspect <= height { return PageBox(x: x, y: y, width: width, height: width * aspect) }
    let narrow = height / aspect
    return PageBox(x: x + (width - narrow) / 2, y: y, width: narrow, height: height)
  }
}

let pointsPerMillimetre = 72 / 25.4
