internal import FaceInference
internal import Foundation

extension LibrarySession {
  /// Takes the last decisions back, and groups all faces again: those that a decision held together
  /// may be alike to nobody now.
  ///
  /// - Parameters:
  ///   - count: How many decisions, at least 1.
  ///   - labelled: What is known before.
  /// - Returns: The decisions that were taken back, the latest first.
  /// - Throws: What `Decisions` and the catalog throw.
  public func undo(last count: Int, in labelled: LabelledLibrary) throws -> [PeopleLogLine] {
    var decisions = try Decisions(labelled)
    // It holds the library's lock.
    defer { withExtendedLifetime(decisions) {} }
    let lines = try decisions.undo(last: count)
    try regroup()
    return lines
  }

  private func regroup() throws {
    guard let models = try ModelRecord(catalog) else { return }
    var contents = try LibraryContents(library, catalog)
    _ = try CatalogGrouping(
      thresholds: models.thresholds, workers: ProcessInfo.processInfo.activeProcessorCount
    ).group(&contents, catalog) { _ in }
  }
}
