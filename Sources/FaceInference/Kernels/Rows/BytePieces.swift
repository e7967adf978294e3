internal import CKernels

/// The pixels that a convolution reads as bytes: a piece of each row under its window is made, and read
/// while it lies in the first-level cache.
struct BytePieces: Sendable {
  /// Pixels of a tile of the convolution's loops on AVX-512.
  private static let tile = 14
  /// Pixels of a piece for few channels.
  private static let mostPixels = 16 * tile
  /// Bytes of a piece of all rows: a part of a small first-level cache.
  private static let mostBytes = 12 << 10
  /// Pixels whose scales are worked out together.
  private static let together = 4

  /// The pixels that are made of a piece.
  private let width: Int
  /// Those of each row that are read for them.
  private let seen: Int
  private let rows: Int
  private let columns: Window.Axis
  private let input: RowLayout

  /// - Parameters:
  ///   - input: The rows that are read, with a border for the window.
  ///   - rows: How many of them the window sees.
  ///   - columns: The window along a row.
  init(_ input: RowLayout, rows: Int, columns: Window.Axis) {
    let fitting = Self.mostBytes / (rows * input.blocks * blockSize * columns.step)
    let most = min(Self.mostPixels, max(2 * Self.tile, fitting / Self.tile * Self.tile))
    width = min(most, max(1, (input.columns - columns.reach) / columns.step + 1))
    seen = Self.seen(width, columns)
    self.rows = rows
    self.columns = columns
    self.input = input
  }

  /// Whether bytes are faster than floats: a product takes a quarter of the time, but each value must
  /// be rounded first, and each tap's sum made a float.
  ///
  /// Measured on AVX-512, with 64 filters: 1.05 times as fast for one pixel of 16 channels, 2.0 of 64. Wider
  /// windows gain more, as bytes lie in the cache that floats would not fit in.
  static func pay(_ g: ConvolutionGeometry) -> Bool {
    let isOnePixel = g.window.rows.extent == 1 && g.window.columns.extent == 1
    return g.groups == 1 && g.channels >= (isOnePixel ? 2 : 1) * blockSize
      && g.channels <= ByteWeights.mostChannels && g.filters >= 2 * blockSize
  }

  /// Pixels that are read for some that are made; of pixels that no window sees there are no bytes.
  private static func seen(_ count: Int, _ columns: Window.Axis) -> Int {
    columns.extent == 1 ? count : (count - 1) * columns.step + columns.reach
  }

  /// Pixels from one that is read to the next, and in bytes from one window to the next.
  private var readStep: Int { columns.extent == 1 ? columns.step : 1 }
  var step: Int { columns.extent == 1 ? 1 : columns.step }

  /// Bytes from one block of a piece to the next.
  var blockStep: Int { seen * blockSize }

  /// The room for a number of each pixel.
  private var numberCount: Int { (seen + Self.together - 1) / Self.together * Self.together }
  /// The floats of the bytes of a row, and with two numbers for each pixel.
  private var valueCount: Int { input.blocks * blockStep / MemoryLayout<Float>.size }
  private var rowCount: Int { valueCount + 2 * numberCount }

  /// The floats of working memory.
  var scratchCount: Int { rows * rowCount }

  /// Convolves a row.
  ///
  /// - Parameters:
  ///   - given: The rows that are read.
  ///   - memory: Room for a piece of each.
  func run(
    _ table: ck_kernels, _ loops: UnsafePointer<ck_convolution>,
    _ given: UnsafePointer<UnsafePointer<Float>?>, _ target: ck_target,
    _ memory: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: ck_bytes.self, capacity: rows) { bytes in
      for row in 0..<rows {
        let start = memory + row * rowCount
        bytes.initializeElement(
          at: row,
          to: ck_bytes(
            values: UnsafeMutableRawPointer(start).assumingMemoryBound(to: UInt8.self),
            blocks: Int32(input.blocks), block_step: blockStep, scales: start + valueCount,
            least: start + valueCount + numberCount))
      }
      for start in stride(from: 0, to: Int(target.width), by: width) {
        let count = min(width, Int(target.width) - start)
        for row in 0..<rows {
          guard let source = given[row] else { continue }
          table.quantize_row?(
            source + start * columns.step * blockSize, input.blockStep,
            Int32(readStep * blockSize), Int32(input.channels), bytes[row],
            Int32(Self.seen(count, columns)))
        }
        table.convolve_row_bytes?(loops, bytes.baseAddress, target.piece(start, width: count))
      }
    }
  }
}
