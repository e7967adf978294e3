internal import FaceInference

/// What a model does; a library needs one model for each task.
public enum ModelTask: String, Sendable, Hashable, CaseIterable {
  /// Finds faces and their landmarks.
  case detector
  /// Turns aligned faces into vectors.
  case embedder
}

extension ModelManifest {
  /// The task without its settings.
  var kind: ModelTask {
    switch task {
    case .detector: .detector
    case .embedder: .embedder
    }
  }
}
