extension Window.Axis {
  /// The taps that lie at or after pixel `low` and before pixel `high` at a position.
  func taps(ofPosition position: Int, from low: Int, to high: Int) -> Range<Int> {
    let first = position * step - before
    let begin = first >= low ? 0 : (low - first + dilation - 1) / dilation
    guard first < high else { return 0..<0 }
    let end = min(extent, (high - 1 - first) / dilation + 1)
    return begin < end ? begin..<end : 0..<0
  }

  /// The taps that lie inside the image at any position at all.
  func taps(reaching input: Int, output: Int) -> Range<Int> {
    let furthest = (output - 1) * step - before
    let begin = furthest >= 0 ? 0 : (-furthest + dilation - 1) / dilation
    let end = min(extent, (input - 1 + before) / dilation + 1)
    return begin < end ? begin..<end : 0..<0
  }

  /// The axis with the border after the image that rounding up the number of positions gives it.
  ///
  /// A position that would begin behind the image and its first border is left out (ONNX,
  /// `MaxPool`, `ceil_mode`).
  func roundedUp(_ input: Int) -> Window.Axis {
    let room = input + before + after - reach
    var positions = (room + step - 1) / step + 1
    if (positions - 1) * step >= input + before { positions -= 1 }
    var axis = self
    axis.after = (positions - 1) * step + reach - input - before
    return axis
  }
}
