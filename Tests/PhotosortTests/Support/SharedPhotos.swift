import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// The test needs models and photos that are not part of the repository.
  static var needsPhotos: Self { .enabled(if: SharedFiles.exist, "\(SharedFiles.missing)") }
}
