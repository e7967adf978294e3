/// Why a model cannot be used.
public enum ModelError: Error, Equatable {
  /// The file could not be read at all.
  case unreadable(path: String, reason: String)
  /// The bytes are not an ONNX model, or break off.
  case damaged(reason: String)
  /// Nodes that this engine cannot run, all at once.
  case unusable([ModelProblem])
  /// The model's inputs or outputs are not those that its manifest promises.
  case unexpected(reason: String)
}

/// What is wrong with one node of a model.
public struct ModelProblem: Error, Equatable, Sendable {
  /// The node's operator and name.
  public let node: String
  /// What is wrong, as part of a sentence.
  public let reason: String
}

extension ModelError: CustomStringConvertible {
  /// The facts in a sentence.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read the model \(path): \(reason)"
    case .damaged(let reason): "the model is damaged: \(reason)"
    case .unexpected(let reason): "the model does not fit its manifest: \(reason)"
    case .unusable(let problems):
      "the model cannot be run: "
        + problems.map { "\($0.node): \($0.reason)" }.joined(separator: "; ")
    }
  }
}
