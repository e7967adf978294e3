/// What is done to each value after a sum.
package enum Activation: Sendable, Equatable {
  case none
  /// max(x, 0)
  case relu
  /// min(max(x, least), most)
  case clip(least: Float, most: Float)
  /// x where x ≥ 0, slope · x elsewhere.
  case leakyRelu(slope: Float)
}

/// Applies an activation to `count` values in place.
func activate(_ values: UnsafeMutablePointer<Float>, count: Int, _ activation: Activation) {
  switch activation {
  case .none: break
  case .relu:
    for i in 0..<count { values[i] = max(values[i], 0) }
  case .clip(let least, let most):
    for i in 0..<count { values[i] = min(max(values[i], least), most) }
  case .leakyRelu(let slope):
    for i in 0..<count { values[i] = values[i] >= 0 ? values[i] : values[i] * slope }
  }
}
