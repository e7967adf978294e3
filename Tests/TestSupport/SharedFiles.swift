public import Foundation

/// Photos and models that some tests read and that are not part of the repository.
///
/// They lie in the folder that `PHOTOSORT_SHARED` names, or in `shared` beside the repository.
/// Tests that need them are enabled by ``root`` and skip without it.
public enum SharedFiles {
  /// The folder, or `nil` when there is none.
  public static let root: URL? = {
    let named = ProcessInfo.processInfo.environment["PHOTOSORT_SHARED"]
    let folder =
      named.map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
    let models = folder.appendingPathComponent("models").path
    return FileManager.default.fileExists(atPath: models) ? folder : nil
  }()

  /// What a skipped test says.
  public static let missing: String =
    "needs the photos and models of ../shared (or of the folder that PHOTOSORT_SHARED names)"

  /// Whether the folder is there.
  public static var exist: Bool { root != nil }
}
