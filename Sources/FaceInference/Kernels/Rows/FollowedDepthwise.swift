internal import CKernels

/// Two rows of a depthwise convolution of 3×3 windows, and the pointwise convolution that alone reads
/// them: they are made piece by piece, so that a piece is read while it lies in the first-level cache,
/// and no row of them is ever kept.
final class FollowedDepthwise: Sendable {
  /// Pixels of a tile of the convolution's loops on AVX-512.
  private static let tile = 14
  /// Pixels of a piece for few channels.
  private static let mostPixels = 8 * tile
  /// Floats of a piece of two rows: 28 KB.
  ///
  /// Measured on 64 channels: the depthwise loop takes 8.3 cycles a vector in pieces of 14 pixels, 7.9
  /// of 28, 7.3 of 56.
  private static let mostFloats = 7168

  private let window: RowWindow
  private let reader: RowConvolution
  /// The layout of a row of a piece.
  private let piece: RowLayout
  private let width: Int

  /// The floats of working memory: a piece of two rows, and what the reader needs.
  var scratchCount: Int { 2 * piece.rowStep + reader.scratchCount }

  /// - Parameters:
  ///   - window: The depthwise convolution, of two rows at once.
  ///   - middle: The layout of its rows.
  ///   - reader: The pointwise convolution.
  init(_ window: RowWindow, _ middle: RowLayout, _ reader: RowConvolution) {
    let most = Self.mostFloats / (2 * middle.blocks * blockSize)
    var piece = middle
    piece.height = 2
    piece.width = min(Self.mostPixels, max(Self.tile, most / Self.tile * Self.tile))
    self.window = window
    self.piece = piece
    self.reader = reader.reading(piece)
    width = middle.width
  }

  /// Makes the reader's rows.
  ///
  /// - Parameters:
  ///   - rows: The four rows that the depthwise convolution sees.
  ///   - middle: Working memory.
  func run(
    _ table: ck_kernels, _ rows: UnsafePointer<UnsafePointer<Float>?>, _ targets: StripTargets,
    middle: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: 6) { pointers in
      guard let seen = pointers.baseAddress else { return }
      let made = seen + 4
      let rest = middle + 2 * piece.rowStep
      for row in 0..<2 { (made + row).initialize(to: middle + row * piece.rowStep) }
      for start in stride(from: 0, to: width, by: piece.width) {
        let count = min(piece.width, width - start)
        for row in 0..<4 { (seen + row).initialize(to: rows[row].map { $0 + start * blockSize }) }
        window.runTwoRows(table, seen, pieces(count, middle))
        reader.run(table, made, targets.first.piece(start, width: count), rest)
        if targets.count == 2 {
          reader.run(table, made + 1, targets.second.piece(start, width: count), rest)
        }
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
}
