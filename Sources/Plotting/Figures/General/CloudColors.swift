/// What the points of a cloud or of a path are coloured by.
public enum CloudColors: Sendable {
  /// An angle in radians for each point, on the cyclic map.
  case angle([Double], label: String)
  /// Any number for each point, on a sequential map.
  case value([Double], label: String)
  /// The position of the point in the array (its time, or the order in which landmarks were chosen).
  case order(label: String)

  /// The number of each point and its scale, with the map and the words of the frame where it has them. An angle keeps the
  /// cyclic map, whatever is asked for.
  func resolved(count: Int, frame: FigureFrame) -> (values: [Double], scale: ColorScale) {
    let map = frame.colorMap ?? .viridis
    switch self {
    case .angle(let angles, let label): return (angles, .angle(label: frame.colorBarLabel ?? label))
    case .value(let numbers, let label):
      return (numbers, ColorScale(map: map, fitting: numbers, label: frame.colorBarLabel ?? label))
    case .order(let label):
      let numbers = (0..<count).map(Double.init)
      return (numbers, ColorScale(map: map, fitting: numbers, label: frame.colorBarLabel ?? label))
    }
  }
}
