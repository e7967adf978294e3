internal import FaceInference

/// The numbers that networks compute with.
public enum ModelPrecision: String, Sendable, CaseIterable {
  /// 32-bit floats.
  case float32
  /// Products of bfloat16 values where the processor has them; 32-bit floats elsewhere.
  case bf16
  /// Products of bytes where the processor has them; 32-bit floats elsewhere.
  case int8

  /// Whether this processor has such products; without them, networks compute with 32-bit floats.
  public var isAvailable: Bool { numbers.isAvailable }

  var numbers: Precision {
    switch self {
    case .float32: .float32
    case .bf16: .bfloat16
    case .int8: .int8
    }
  }
}
