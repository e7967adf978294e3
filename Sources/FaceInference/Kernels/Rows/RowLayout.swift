/// How the rows of an image lie in memory.
///
/// In blocks, a row is `[blocks][columns][16 channels]`, and the rows of an image follow each
/// other. So a row of all channels is one piece of memory, and a window needs only a few of them.
struct RowLayout: Sendable, Equatable {
  enum Kind: Sendable {
    /// `[channels][height][width]`, as networks take and give images.
    case planes
    /// `[height][channels][columns]`, for images of few channels.
    case lines
    /// `[height][blocks][columns][16]`
    case blocks
    /// The same in bfloat16, two values in the room of a float.
    case halves
  }

  var kind: Kind
  var channels: Int
  var height: Int
  var width: Int
  /// Columns of zeros before and after each row.
  var border = Border()

  struct Border: Sendable, Equatable {
    var left = 0
    var right = 0

    var isEmpty: Bool { left == 0 && right == 0 }
  }

  var blocks: Int { blockCount(channels) }
  var columns: Int { width + border.left + border.right }

  /// The elements from one block, or plane, of a row to the next.
  var blockStep: Int {
    switch kind {
    case .planes: height * width
    case .lines: columns
    case .blocks, .halves: columns * blockSize
    }
  }

  /// The floats from one row to the next.
  var rowStep: Int {
    switch kind {
    case .planes: width
    case .lines: channels * columns
    case .blocks: blocks * blockStep
    case .halves: blocks * blockStep / 2
    }
  }

  /// The floats from the start of a row to its first pixel.
  var origin: Int {
    switch kind {
    case .planes: 0
    case .lines: border.left
    case .blocks: border.left * blockSize
    case .halves: border.left * blockSize / 2
    }
  }

  /// The floats of an image.
  var imageStep: Int { kind == .planes ? channels * height * width : height * rowStep }
}

/// Which rows of its input an operation needs for a row of its result.
enum RowReach: Sendable {
  case window(Window.Axis)
  /// One row for each row of the result, in ascending order.
  case picks([Int])

  /// The number of rows that the operation sees at once.
  var count: Int {
    switch self {
    case .window(let axis): axis.extent
    case .picks: 1
    }
  }

  /// How many rows must be kept at a time.
  var reach: Int {
    switch self {
    case .window(let axis): axis.reach
    case .picks: 1
    }
  }

  /// The row that tap `tap` sees for row `y` of the result; it may lie outside the image.
  @inline(__always)
  func row(_ tap: Int, for y: Int) -> Int {
    switch self {
    case .window(let axis): y * axis.step - axis.before + tap * axis.dilation
    case .picks(let rows): rows[y]
    }
  }
}

extension Window.Axis {
  /// One tap on the same place.
  static let one = Window.Axis(extent: 1, step: 1, dilation: 1, before: 0, after: 0)

  /// What two neighbouring positions see together, when a window moves by one pixel.
  var ofTwo: Window.Axis {
    Window.Axis(
      extent: extent + 1, step: step, dilation: dilation, before: before, after: after)
  }

  /// The border that rows need for every tap to lie inside them.
  func border(width: Int) -> RowLayout.Border {
    let furthest = (outputExtent(width) - 1) * step - before + reach
    return RowLayout.Border(left: before, right: max(0, furthest - width))
  }
}
