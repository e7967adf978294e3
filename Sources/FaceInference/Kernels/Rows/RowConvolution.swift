internal import CKernels

/// A convolution over all channels, ready to make rows.
///
/// `@unchecked Sendable`: what `loops` points to is immutable and owned by this object.
final class RowConvolution: @unchecked Sendable {
  let loops: ck_convolution
  let isPaired: Bool
  private let owned: (AnyObject, PackedArray<ck_segment>, RowEpilogue)

  /// Makes a convolution.
  ///
  /// - Parameters:
  ///   - input: The rows that it reads, with a border for its window.
  ///   - weights: Packed in `order`.
  init(
    _ order: SegmentOrder, weights: PackedWeights, filters: Int, columns: Window.Axis,
    input: RowLayout, _ epilogue: RowEpilogue
  ) {
    let segments = order.segments
    let step = order.isByColumn ? 1 : blockSize
    let packed = PackedArray<ck_segment>(count: segments.count) { target in
      for (index, segment) in segments.enumerated() {
        let block = order.isByColumn ? segment.channel : segment.channel / blockSize
        target[index] = ck_segment(
          row: Int32(segment.row), count: Int32(order.length(segment)),
          offset: block * input.blockStep + segment.column * columns.dilation * step)
      }
    }
    isPaired = order.isPaired
    owned = (weights.owner, packed, epilogue)
    loops = ck_convolution(
      weights: weights.base, segments: packed.base, segment_count: Int32(segments.count),
      depth: Int32(order.depth), blocks: Int32(blockCount(filters)),
      pixel_step: Int32(columns.step * step), epilogue: epilogue.loops)
  }
}

/// Packed weights of either precision.
enum PackedWeights: Sendable {
  case floats(PackedArray<Float>)
  case halves(PackedArray<UInt16>)

  var owner: AnyObject {
    switch self {
    case .floats(let array): array
    case .halves(let array): array
    }
  }

  var base: UnsafeRawPointer {
    switch self {
    case .floats(let array): UnsafeRawPointer(array.base)
    case .halves(let array): UnsafeRawPointer(array.base)
    }
  }
}

/// A window over each channel by itself, ready to make rows: a depthwise convolution or a pool.
///
/// `@unchecked Sendable`: what `loops` points to is immutable and owned by this object.
final class RowWindow: @unchecked Sendable {
  let loops: ck_window
  /// How far the window reaches out of the first column.
  let left: Int
  private let owned: (PackedArray<Float>?, RowEpilogue)

  init(_ window: Window, weights: PackedArray<Float>?, input: RowLayout, _ epilogue: RowEpilogue) {
    owned = (weights, epilogue)
    left = window.columns.before
    loops = ck_window(
      weights: weights?.base, rows: Int32(window.rows.extent),
      columns: Int32(window.columns.extent), dilation: Int32(window.columns.dilation),
      step: Int32(window.columns.step), blocks: Int32(input.blocks),
      input_block_step: input.blockStep, epilogue: epilogue.loops)
  }
}
