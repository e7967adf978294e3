internal import CKernels

/// What follows each sum of a row: bias, residual, and an activation.
struct RowEpilogue: Sendable {
  /// Added first, `[blocks][16]`.
  var bias: PackedArray<Float>?
  /// The slope of each channel's negative values, `[blocks][16]`; takes the place of the bounds.
  var slopes: PackedArray<Float>?
  var least = -Float.infinity
  var most = Float.infinity

  /// Makes an epilogue.
  ///
  /// - Parameter slopes: Those of a parametric activation; they take the place of `activation`.
  init(
    bias: PackedArray<Float>? = nil, slopes: PackedArray<Float>? = nil,
    _ activation: Activation = .none, channels: Int = 0
  ) {
    self.bias = bias
    self.slopes = slopes
    guard slopes == nil else { return }
    switch activation {
    case .none: break
    case .relu: least = 0
    case .clip(let low, let high): (least, most) = (low, high)
    case .leakyRelu(let slope):
      let count = blockCount(channels) * blockSize
      self.slopes = PackedArray(count: count) { $0.update(repeating: slope, count: count) }
    }
  }

  /// Whether it leaves sums as they are.
  var isNothing: Bool {
    bias == nil && slopes == nil && least == -.infinity && most == .infinity
  }

  /// The same for the loops in C; valid while this value lives.
  var loops: ck_epilogue {
    ck_epilogue(bias: bias?.base, slopes: slopes?.base, least: least, most: most)
  }
}
