/// The numbers that a network computes with.
public enum Precision: String, Sendable, CaseIterable {
  /// 32-bit floats.
  case float32
  /// Convolutions multiply bfloat16 values and add up 32-bit floats, where the processor has such
  /// products; elsewhere, and in all other operators, 32-bit floats.
  case bfloat16 = "bf16"
  /// Convolutions multiply bytes, with a scale for each pixel and each filter, and add up integers,
  /// where the processor has such products; elsewhere, and in all other operators, 32-bit floats.
  case int8

  /// Whether this processor has such products.
  public var isAvailable: Bool {
    switch self {
    case .float32: true
    case .bfloat16: VectorKernels.best.hasHalves
    case .int8: VectorKernels.best.hasBytes
    }
  }
}

/// How a network is to be run.
public struct NetworkOptions: Sendable {
  /// The numbers that it computes with.
  public var precision: Precision
  /// The vector loops that it uses.
  package var kernels = VectorKernels.best
  /// Whether images are laid out in blocks and run row by row, where there are loops for it; tests
  /// compare with the plain loops.
  package var usesRows = true

  /// Makes options.
  public init(precision: Precision = .float32) { self.precision = precision }
}
