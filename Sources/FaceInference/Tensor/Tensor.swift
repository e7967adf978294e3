/// A dense, row-major array of numbers with a shape.
public struct Tensor<Element: Sendable>: Sendable {
  /// The extents, slowest dimension first.
  public let shape: Shape
  /// The elements in row-major order.
  public var values: [Element]

  /// Makes a tensor.
  ///
  /// - Parameters:
  ///   - shape: The extents.
  ///   - values: The elements in row-major order, as many as the product of the extents.
  public init(shape: Shape, values: [Element]) {
    precondition(shape.elementCount == values.count, "a tensor is filled exactly")
    self.shape = shape
    self.values = values
  }
}

extension Tensor: Equatable where Element: Equatable {}

/// A tensor whose values are known before a model runs: a weight, a shape, an index.
public enum Constant: Sendable, Equatable {
  /// Floating-point values.
  case float(Tensor<Float>)
  /// Integers of any ONNX width, and booleans as 0 and 1.
  case integer(Tensor<Int64>)

  /// The extents.
  public var shape: Shape {
    switch self {
    case .float(let tensor): tensor.shape
    case .integer(let tensor): tensor.shape
    }
  }

  /// The integers as `Int`, or `nil` for floating-point values.
  var integers: [Int]? {
    guard case .integer(let tensor) = self else { return nil }
    return tensor.values.map { Int($0) }
  }

  /// The floating-point values, or `nil` for integers.
  var floats: [Float]? {
    guard case .float(let tensor) = self else { return nil }
    return tensor.values
  }
}
