internal import CKernels

/// A convolution of 3×3 windows, one pixel apart, by Winograd's F(4×4, 3×3) on images in blocks.
///
/// Tiles of all images of a batch are taken together, as many at a time as fit in the cache: they
/// are transformed, multiplied by 36 matrices, and transformed back.
struct WinogradConvolution: Sendable {
  /// The most floats of transformed tiles: 2 MiB, what a core has of the caches.
  private static let tileBudget = 1 << 19
  /// At least two rows of tiles that the products take at once, or weights are read too often.
  private static let fewestTiles = 42

  let geometry: ConvolutionGeometry
  let weights: PackedArray<Float>
  let epilogue: RowEpilogue
  let kernels: VectorKernels
  /// Tiles that are transformed together.
  private let group: Int

  private var inputBlocks: Int { blockCount(geometry.channels) }
  private var outputBlocks: Int { blockCount(geometry.filters) }
  private var columns: Int { (geometry.outputWidth + 3) / 4 }
  private var tilesPerImage: Int { columns * ((geometry.outputHeight + 3) / 4) }
  private var tileCount: Int { geometry.batch * tilesPerImage }
  private var inputCount: Int { 36 * inputBlocks * group * blockSize }
  /// The floats of working memory that a run needs.
  var scratchCount: Int { inputCount + 36 * outputBlocks * group * blockSize }

  init(
    _ geometry: ConvolutionGeometry, weights: PackedArray<Float>, _ epilogue: RowEpilogue,
    _ kernels: VectorKernels
  ) {
    self.geometry = geometry
    self.weights = weights
    self.epilogue = epilogue
    self.kernels = kernels
    let tiles =
      geometry.batch * ((geometry.outputWidth + 3) / 4) * ((geometry.outputHeight + 3) / 4)
    let size = 36 * blockSize * (blockCount(geometry.channels) + blockCount(geometry.filters))
    let most = max(Self.fewestTiles, Self.tileBudget / size)
    let groups = (tiles + most - 1) / most
    group = (tiles + groups - 1) / groups
  }

  /// Whether the transforms are worth it: they save three quarters of the products of a whole tile.
  static func pays(_ g: ConvolutionGeometry) -> Bool {
    let axes = [g.window.rows, g.window.columns]
    guard g.groups == 1, g.channels >= 32, g.filters >= 32,
      axes.allSatisfy({
        $0.extent == 3 && $0.step == 1 && $0.dilation == 1 && $0.before <= 2 && $0.after <= 2
      })
    else { return false }
    let tiles = ((g.outputWidth + 3) / 4) * ((g.outputHeight + 3) / 4)
    // Vector operations: the products, and about 300 for each transform of a block (measured).
    let transformed = tiles * (36 * g.channels * g.filters / 16 + 20 * (g.channels + g.filters))
    return Double(transformed) < 0.8 * Double(9 * g.outputPlane * g.channels * g.filters / 16)
  }

  /// Computes the convolution.
  ///
  /// - Parameters:
  ///   - input: Images in blocks.
  ///   - residual: Added before the activation, in the output's layout.
  func run(
    _ input: UnsafePointer<Float>, residual: UnsafePointer<Float>?,
    into output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let products = scratch + inputCount
    for first in stride(from: 0, to: tileCount, by: group) {
      let tiles = first..<min(tileCount, first + group)
      transformInput(tiles, input, into: scratch)
      multiply(tiles.count, scratch, into: products)
      transformOutput(tiles, products, residual: residual, into: output)
    }
  }

  /// Calls `body` with each image of which there are tiles: its number, the first tile and their
  /// number, and how many tiles of other images lie before.
  private func forEachImage(_ tiles: Range<Int>, _ body: (Int, Int32, Int32, Int32) -> Void) {
    var tile = tiles.lowerBound
    while tile < tiles.upperBound {
      let (image, first) = tile.quotientAndRemainder(dividingBy: tilesPerImage)
      let count = min(tilesPerImage - first, tiles.upperBound - tile)
      body(image, Int32(first), Int32(count), Int32(tile - tiles.lowerBound))
      tile += count
    }
  }

  private func transformInput(
    _ tiles: Range<Int>, _ input: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    var tiling = ck_tiling(
      height: Int32(geometry.height), width: Int32(geometry.width),
      above: Int32(geometry.window.rows.before), left: Int32(geometry.window.columns.before),
      columns: Int32(columns), blocks: Int32(inputBlocks))
    let imageStep = geometry.inputPlane * inputBlocks * blockSize
    forEachImage(tiles) { image, first, count, slot in
      kernels.table.pointee.transform_input(
        &tiling, input + image * imageStep, first, count, slot, Int32(group), target)
    }
  }

  private func multiply(
    _ count: Int, _ tiles: UnsafePointer<Float>, into products: UnsafeMutablePointer<Float>
  ) {
    let segments = (0..<inputBlocks).map { block in
      ck_segment(
        row: 0, count: Int32(min(blockSize, geometry.channels - block * blockSize)),
        offset: block * group * blockSize)
    }
    segments.withUnsafeBufferPointer { segments in
      var convolution = ck_convolution(
        weights: nil, segments: segments.baseAddress, segment_count: Int32(inputBlocks),
        depth: Int32(geometry.channels), blocks: Int32(outputBlocks),
        pixel_step: Int32(blockSize), filter_scales: nil, filter_sums: nil, ahead: 0,
        epilogue: RowEpilogue().loops)
      let size = geometry.channels * outputBlocks * blockSize
      for matrix in 0..<36 {
        convolution.weights = UnsafeRawPointer(weights.base + matrix * size)
        var row: UnsafePointer<Float>? = tiles + matrix * inputBlocks * group * blockSize
        let target = ck_target(
          output: products + matrix * outputBlocks * group * blockSize,
          block_step: group * blockSize, residual: nil, residual_block_step: 0,
          width: Int32(count), is_half: 0)
        kernels.table.pointee.convolve_row(&convolution, &row, target)
      }
    }
  }

  private func transformOutput(
    _ tiles: Range<Int>, _ products: UnsafePointer<Float>, residual: UnsafePointer<Float>?,
    into output: UnsafeMutablePointer<Float>
  ) {
    var tiling = ck_tiling(
      height: Int32(geometry.outputHeight), width: Int32(geometry.outputWidth), above: 0, left: 0,
      columns: Int32(columns), blocks: Int32(outputBlocks))
    var loops = epilogue.loops
    let imageStep = geometry.outputPlane * outputBlocks * blockSize
    forEachImage(tiles) { image, first, count, slot in
      kernels.table.pointee.transform_output(
        &tiling, products, first, count, slot, Int32(group), &loops,
        residual.map { $0 + image * imageStep }, output + image * imageStep)
    }
  }
}
