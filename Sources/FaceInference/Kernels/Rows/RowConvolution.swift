internal import CKernels

/// A convolution over all channels, ready to make rows.
///
/// `@unchecked Sendable`: what `loops` points to is immutable and owned by this object.
final class RowConvolution: @unchecked Sendable {
  let loops: ck_convolution
  let order: SegmentOrder
  private let weights: PackedWeights
  private let filters: Int
  let columns: Window.Axis
  private let epilogue: RowEpilogue
  private let segments: PackedArray<ck_segment>
  /// How rows become bytes, where those are multiplied.
  private let pieces: BytePieces?

  /// The floats of working memory.
  var scratchCount: Int { pieces?.scratchCount ?? 0 }

  /// Makes a convolution.
  ///
  /// - Parameters:
  ///   - input: The rows that it reads, with a border for its window.
  ///   - ahead: How many floats from what it reads lies what it will read for the next row, where that
  ///     is far enough that no processor foresees it; 0 elsewhere.
  ///   - weights: Packed in `order`.
  init(
    _ order: SegmentOrder, weights: PackedWeights, filters: Int, columns: Window.Axis,
    input: RowLayout, ahead: Int = 0, _ epilogue: RowEpilogue
  ) {
    let segments = order.segments
    let step = order.isByColumn ? 1 : blockSize
    let pieces =
      order.numbers == .bytes ? BytePieces(input, rows: order.rows, columns: columns) : nil
    let blockStep = pieces?.blockStep ?? input.blockStep
    self.segments = PackedArray<ck_segment>(count: segments.count) { target in
      for (index, segment) in segments.enumerated() {
        let block = order.isByColumn ? segment.channel : segment.channel / blockSize
        target[index] = ck_segment(
          row: Int32(segment.row), count: Int32(order.length(segment)),
          offset: block * blockStep + segment.column * columns.dilation * step)
      }
    }
    self.pieces = pieces
    self.order = order
    self.weights = weights
    self.filters = filters
    self.columns = columns
    self.epilogue = epilogue
    loops = ck_convolution(
      weights: weights.base, segments: self.segments.base, segment_count: Int32(segments.count),
      depth: Int32(order.depth), blocks: Int32(blockCount(filters)),
      pixel_step: Int32((pieces?.step ?? columns.step) * step),
      filter_scales: weights.scales, filter_sums: weights.sums, ahead: ahead,
      epilogue: epilogue.loops)
  }

  /// Returns the same convolution of rows that lie otherwise.
  func reading(_ input: RowLayout, ahead: Int = 0) -> RowConvolution {
    RowConvolution(
      order, weights: weights, filters: filters, columns: columns, input: input, ahead: ahead,
      epilogue)
  }

  /// Whether each result sees one pixel only, its own.
  var isPointwise: Bool {
    order.rows == 1 && order.columns == 1 && columns == .one && !order.isByColumn
  }

  /// Makes a row.
  ///
  /// - Parameter memory: Room for ``scratchCount`` floats.
  func run(
    _ table: ck_kernels, _ rows: UnsafePointer<UnsafePointer<Float>?>, _ target: ck_target,
    _ memory: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: loops) { loops in
      if let pieces {
        pieces.run(table, loops, rows, target, memory)
      } else if order.numbers == .halves {
        UnsafeRawPointer(rows).withMemoryRebound(
          to: UnsafePointer<UInt16>?.self, capacity: order.rows
        ) { table.convolve_row_bf16?(loops, $0, target) }
      } else {
        table.convolve_row(loops, rows, target)
      }
    }
  }
}

/// Packed weights of any precision.
enum PackedWeights: Sendable {
  case floats(PackedArray<Float>)
  case halves(PackedArray<UInt16>)
  case bytes(ByteWeights)

  var base: UnsafeRawPointer {
    switch self {
    case .floats(let array): UnsafeRawPointer(array.base)
    case .halves(let array): UnsafeRawPointer(array.base)
    case .bytes(let weights): UnsafeRawPointer(weights.values.base)
    }
  }

  /// The numbers that go with the bytes of each filter.
  var scales: UnsafePointer<Float>? {
    if case .bytes(let weights) = self { weights.scales.base } else { nil }
  }

  var sums: UnsafePointer<Float>? {
    if case .bytes(let weights) = self { weights.sums.base } else { nil }
  }
}

/// A window over each channel by itself, ready to make rows: a depthwise convolution or a pool.
///
/// `@unchecked Sendable`: what `loops` points to is immutable and owned by this object.
final class RowWindow: @unchecked Sendable {
  let loops: ck_window
  let window: Window
  private let weights: PackedArray<Float>?
  private let epilogue: RowEpilogue

  /// How far the window reaches out of the first column.
  var left: Int { window.columns.before }

  init(_ window: Window, weights: PackedArray<Float>?, input: RowLayout, _ epilogue: RowEpilogue) {
    self.window = window
    self.weights = weights
    self.epilogue = epilogue
    loops = ck_window(
      weights: weights?.base, rows: Int32(window.rows.extent),
      columns: Int32(window.columns.extent), dilation: Int32(window.columns.dilation),
      step: Int32(window.columns.step), blocks: Int32(input.blocks),
      input_block_step: input.blockStep, epilogue: epilogue.loops)
  }
  /// Returns the same window over rows that lie otherwise.
  func reading(_ input: RowLayout) -> RowWindow {
    RowWindow(window, weights: weights, input: input, epilogue)
  }

  /// Whether the largest of some results is the result of the largest sum.
  var canBePooled: Bool { epilogue.slopes == nil }

  /// Makes two rows of a depthwise convolution.
  func runTwoRows(
    _ table: ck_kernels, _ rows: UnsafePointer<UnsafePointer<Float>?>, _ targets: StripTargets
  ) {
    withUnsafePointer(to: loops) { loops in
      targets.withPointer { table.convolve_depthwise_two_rows?(loops, rows, $0) }
    }
  }
}
