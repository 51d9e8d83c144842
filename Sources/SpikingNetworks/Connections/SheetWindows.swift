/// A population as sheets of neurons, counted channel by channel, row by row.
public struct SheetShape: Sendable, Equatable {
  /// Sheets.
  public var channels: Int
  /// Of each sheet.
  public var rows: Int
  /// Of each sheet.
  public var columns: Int

  public init(_ channels: Int, _ rows: Int, _ columns: Int) {
    (self.channels, self.rows, self.columns) = (channels, rows, columns)
  }

  /// Neurons.
  public var count: Int { channels * rows * columns }

  /// As a message writes it.
  var text: String { "\(channels) × \(rows) × \(columns)" }
}

/// A convolution of sheets in two dimensions: every target looks at a window of the source through the kernel of its channel,
/// which all windows share.
///
/// target[o, i, j] = Σ w[o, c, k, l] · source[c, i·stride − padding + k·dilation, j·stride − padding + l·dilation], over the
/// channels c of its group; what lies beyond the border is 0. Sides of the target: ⌊(side + 2 padding − dilation (kernel − 1) −
/// 1)/stride⌋ + 1. Kernels are not turned round, as in PyTorch's conv2d.
public struct SheetConvolution: Sendable, Equatable {
  /// The source.
  public var input: SheetShape
  /// Of the target.
  public var channels: Int
  /// Rows and columns of the kernel.
  public var kernel: SIMD2<Int>
  /// From one window to the next, rows and columns.
  public var stride: SIMD2<Int>
  /// Rows and columns beyond each border.
  public var padding: SIMD2<Int>
  /// From one row and column of the kernel to the next.
  public var dilation: SIMD2<Int>
  /// Channels are split into so many groups, each of the target's seeing its own of the source.
  public var groups: Int
  /// The reverse: every source is spread over a window of the target (PyTorch's conv_transpose2d). Sides of the target:
  /// (side − 1) stride − 2 padding + dilation (kernel − 1) + 1, weights `[source channel, target channel of the group, row,
  /// column]`.
  public var isTransposed: Bool

  public init(
    input: SheetShape, channels: Int, kernel: SIMD2<Int> = [3, 3], stride: SIMD2<Int> = [1, 1], padding: SIMD2<Int> = [0, 0],
    dilation: SIMD2<Int> = [1, 1], groups: Int = 1, isTransposed: Bool = false
  ) {
    (self.input, self.channels, self.kernel, self.stride) = (input, channels, kernel, stride)
    (self.padding, self.dilation, self.groups, self.isTransposed) = (padding, dilation, groups, isTransposed)
  }

  /// The target.
  public var output: SheetShape {
    let sides = windows(SIMD2(input.rows, input.columns), kernel, stride, padding, dilation, isTransposed)
    return SheetShape(channels, sides.x, sides.y)
  }

  /// Weights of the kernel, `[target channel, source channel of the group, row, column]`.
  public var weights: Int { channels * input.channels / max(1, groups) * kernel.x * kernel.y }
}

/// A pooling of sheets: every target looks at a window of one channel of the source.
public struct SheetPooling: Sendable, Equatable {
  /// What is made of a window.
  public enum Rule: String, Sendable, CaseIterable {
    /// The sum divided by the size of the window, of which a part may lie beyond the border.
    case average
    /// The largest; of spikes, one arrives where any did.
    case maximum
  }

  /// What is made of a window.
  public var rule: Rule
  /// The source.
  public var input: SheetShape
  /// Rows and columns of a window.
  public var kernel: SIMD2<Int>
  /// From one window to the next.
  public var stride: SIMD2<Int>
  /// Rows and columns beyond each border, at most half of the window.
  public var padding: SIMD2<Int>

  public init(
    _ rule: Rule, input: SheetShape, kernel: SIMD2<Int> = [2, 2], stride: SIMD2<Int> = [2, 2], padding: SIMD2<Int> = [0, 0]
  ) {
    (self.rule, self.input, self.kernel, self.stride, self.padding) = (rule, input, kernel, stride, padding)
  }

  /// The target.
  public var output: SheetShape { convolution.output }

  /// The windows as those of a convolution, each channel by itself.
  var convolution: SheetConvolution {
    SheetConvolution(
      input: input, channels: input.channels, kernel: kernel, stride: stride, padding: padding, groups: input.channels)
  }

  func objection(sources: Int, targets: Int) -> (problem: String, remedy: String)? {
    if let found = convolution.objection(sources: sources, targets: targets) { return found }
    guard padding.x <= kernel.x / 2, padding.y <= kernel.y / 2 else {
      return ("the padding of a pooling is more than half of its window", "Make the padding smaller, or the window larger.")
    }
    return nil
  }
}

/// The sides that windows over sheets of given sides make.
private func windows(
  _ sides: SIMD2<Int>, _ kernel: SIMD2<Int>, _ stride: SIMD2<Int>, _ padding: SIMD2<Int>, _ dilation: SIMD2<Int>,
  _ isTransposed: Bool
) -> SIMD2<Int> {
  func side(_ side: Int, _ axis: Int) -> Int {
    let reach = dilation[axis] * (kernel[axis] - 1)
    if isTransposed { return (side - 1) * stride[axis] - 2 * padding[axis] + reach + 1 }
    let rest = side + 2 * padding[axis] - reach - 1
    return rest < 0 ? 0 : rest / max(1, stride[axis]) + 1
  }
  return SIMD2(side(sides.x, 0), side(sides.y, 1))
}

extension SheetConvolution {
  /// What makes it unusable between populations of such sizes.
  func objection(sources: Int, targets: Int) -> (problem: String, remedy: String)? {
    let least = [
      input.channels, input.rows, input.columns, channels, kernel.x, kernel.y, stride.x, stride.y, dilation.x, dilation.y,
      groups,
    ]
    let all = least + [padding.x, padding.y]
    guard least.allSatisfy({ $0 >= 1 }), padding.x >= 0, padding.y >= 0, all.allSatisfy({ $0 <= 1_000_000 }) else {
      return (
        "a size of the windows is out of range",
        "Sizes, 'stride', 'dilation' and 'groups' are 1 or more, 'padding' is 0 or more, and none is above 10⁶."
      )
    }
    guard input.channels % groups == 0, channels % groups == 0 else {
      return (
        "\(input.channels) and \(channels) channels are not divisible into \(groups) groups",
        "Take a number of groups that divides both."
      )
    }
    guard input.count == sources else {
      return (
        "the windows are those of \(input.text) = \(input.count) neurons, and the source has \(sources)",
        "'input' is channels, rows and columns of the source."
      )
    }
    let output = output
    guard output.rows >= 1, output.columns >= 1 else {
      return (
        "no window of \(kernel.x) × \(kernel.y) fits into \(input.rows) × \(input.columns)",
        "Take a smaller kernel or 'dilation', or more 'padding'."
      )
    }
    guard output.count == targets else {
      return (
        "the windows make \(output.text) = \(output.count) neurons, and the target has \(targets)",
        "Give the target a size of \(output.count), or change kernel, stride or padding."
      )
    }
    let pairs = Double(isTransposed ? sources : targets) * Double(weights) / Double(isTransposed ? input.channels : channels)
    guard pairs < Double(UInt32.max) else {
      return ("\(pairs) synapses are more than one projection holds", "Make the kernel or the sheets smaller.")
    }
    return nil
  }
}

extension SynapsePairs {
  /// The pairs of a convolution, each with its place in the kernel; O(pairs).
  init(_ windows: SheetConvolution, sharesWeights: Bool) {
    // A transposed one has the pairs of the convolution from its target to its source, the other way round.
    let (wide, narrow) = windows.isTransposed ? (windows.output, windows.input) : (windows.input, windows.output)
    let (inGroup, outGroup) = (wide.channels / windows.groups, narrow.channels / windows.groups)
    var (from, to, places): ([UInt32], [UInt32], [UInt32]) = ([], [], [])
    for out in 0..<narrow.channels {
      let first = out / outGroup * inGroup
      for row in 0..<narrow.rows {
        for column in 0..<narrow.columns {
          let end = UInt32((out * narrow.rows + row) * narrow.columns + column)
          for channel in 0..<inGroup {
            for k in 0..<windows.kernel.x {
              let r = row * windows.stride.x - windows.padding.x + k * windows.dilation.x
              guard (0..<wide.rows).contains(r) else { continue }
              for l in 0..<windows.kernel.y {
                let c = column * windows.stride.y - windows.padding.y + l * windows.dilation.y
                guard (0..<wide.columns).contains(c) else { continue }
                from.append(UInt32(((first + channel) * wide.rows + r) * wide.columns + c))
                to.append(end)
                places.append(UInt32(((out * inGroup + channel) * windows.kernel.x + k) * windows.kernel.y + l))
              }
            }
          }
        }
      }
    }
    if windows.isTransposed { swap(&from, &to) }
    self.init(sources: windows.input.count, from: from, to: to, keepsOrder: true)
    kernel = sharesWeights ? SharedWeights(place: (order ?? []).map { places[$0] }, count: windows.weights) : nil
    order = nil
  }
}

/// Weights that many pairs share.
struct SharedWeights: Sendable, Equatable {
  /// By pair, which of the weights it has.
  var place: [UInt32]
  /// How many there are.
  var count: Int
}
