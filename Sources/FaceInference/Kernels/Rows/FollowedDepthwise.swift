internal import CKernels

/// Two rows of a depthwise convolution of 3×3 windows, and the operation that alone reads them: they
/// are made piece by piece, so that a piece is read while it lies in the first-level cache, and no row
/// of them is ever kept.
final class FollowedDepthwise: Sendable {
  /// What reads the two rows.
  enum Reader: Sendable {
    /// A pointwise convolution, which makes two rows.
    case convolution(RowConvolution)
    /// A pool of 2×2 pixels, which makes one.
    case pool(RowWindow)
  }

  /// Pixels of a piece for few channels: eight tiles of the convolution's loops on AVX-512.
  private static let mostPixels = 112
  /// Floats of a piece of two rows: 28 KB.
  ///
  /// Measured on 64 channels: the depthwise loop takes 8.3 cycles a vector in pieces of 14 pixels, 7.9
  /// of 28, 7.3 of 56.
  private static let mostFloats = 7168

  private let window: RowWindow
  private let reader: Reader
  /// The layout of a row of a piece.
  private let piece: RowLayout
  /// The columns that are read.
  private let width: Int

  /// The rows that the reader makes at once.
  var strip: Int {
    switch reader {
    case .convolution: 2
    case .pool: 1
    }
  }

  /// The floats of working memory: a piece of two rows.
  var scratchCount: Int { 2 * piece.rowStep }

  /// Joins two stages of a pipeline, or returns `nil` where the second is none of those.
  static func joined(_ stage: RowStage, _ next: RowStage) -> RowStage? {
    guard case .depthwiseTwoRows(let window) = stage.work, stage.residual == nil,
      case .window(let axis) = stage.rows, stage.output == next.input,
      stage.output.border.isEmpty,
      let reader = FollowedDepthwise(window, stage.output, next)
    else { return nil }
    var rows = axis
    if case .pool = reader.reader { rows.step = 2 }
    return RowStage(
      work: .followedDepthwise(reader), input: stage.input, output: next.output,
      rows: .window(rows), residual: next.residual)
  }

  private init?(_ window: RowWindow, _ middle: RowLayout, _ next: RowStage) {
    let tile = 14
    let most = Self.mostFloats / (2 * middle.blocks * blockSize)
    var piece = middle
    piece.height = 2
    piece.width = min(Self.mostPixels, max(tile, most / tile * tile))
    switch next.work {
    case .convolution(let convolution) where convolution.isPointwise && next.rows.isOne:
      reader = .convolution(convolution.reading(piece))
      width = middle.width
    case .maximum(let pool) where pool.window.isHalving && next.output.height * 2 <= middle.height:
      reader = .pool(pool.reading(piece))
      width = next.output.width * 2
    default: return nil
    }
    guard width <= middle.width else { return nil }
    self.window = window
    self.piece = piece
  }

  /// Makes the reader's rows.
  ///
  /// - Parameters:
  ///   - rows: The four rows that the depthwise convolution sees.
  ///   - middle: Memory for a piece.
  func run(
    _ table: ck_kernels, _ rows: UnsafePointer<UnsafePointer<Float>?>, _ targets: StripTargets,
    middle: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: 6) { pointers in
      guard let seen = pointers.baseAddress else { return }
      let made = seen + 4
      for row in 0..<2 { (made + row).initialize(to: middle + row * piece.rowStep) }
      for start in stride(from: 0, to: width, by: piece.width) {
        let count = min(piece.width, width - start)
        for row in 0..<4 { (seen + row).initialize(to: rows[row].map { $0 + start * blockSize }) }
        window.runTwoRows(table, seen, pieces(count, middle))
        read(table, made, targets, start, count)
      }
    }
  }

  /// The places of the two rows of a piece.
  private func pieces(_ width: Int, _ middle: UnsafeMutablePointer<Float>) -> StripTargets {
    let first = ck_target(
      output: middle, block_step: piece.blockStep, residual: nil, residual_block_step: 0,
      width: Int32(width), is_half: piece.kind == .halves ? 1 : 0)
    var second = first
    second.output += piece.rowStep
    return StripTargets(first: first, second: second, count: 2)
  }

  private func read(
    _ table: ck_kernels, _ rows: UnsafePointer<UnsafePointer<Float>?>, _ targets: StripTargets,
    _ start: Int, _ count: Int
  ) {
    switch reader {
    case .convolution(let convolution):
      convolution.run(table, rows, targets.first.piece(start, width: count))
      guard targets.count == 2 else { return }
      convolution.run(table, rows + 1, targets.second.piece(start, width: count))
    case .pool(let pool):
      withUnsafePointer(to: pool.loops) {
        table.pool_maximum_row(
          $0, rows, 2, Int32(count), 0, targets.first.piece(start / 2, width: count / 2))
      }
    }
  }
}

extension Window {
  /// Whether it makes one of 2×2 pixels, without a border before the image.
  fileprivate var isHalving: Bool {
    [rows, columns].allSatisfy {
      $0.extent == 2 && $0.step == 2 && $0.dilation == 1 && $0.before == 0
    }
  }
}

extension RowReach {
  /// Whether each row is made of that in its place.
  fileprivate var isOne: Bool {
    if case .window(.one) = self { true } else { false }
  }
}
