internal import FaceInference

/// The numbers that networks compute with.
public enum ModelPrecision: String, Sendable, CaseIterable {
  /// 32-bit floats.
  case float32
  /// Products of bfloat16 values where the processor has them; 32-bit floats elsewhere.
  case bf16

  var numbers: Precision {
    switch self {
    case .float32: .float32
    case .bf16: .bfloat16
    }
  }
}
