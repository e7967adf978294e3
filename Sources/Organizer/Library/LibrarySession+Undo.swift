internal import FaceInference
internal import Foundation

extension LibrarySession {
  /// What taking decisions back came to.
  public struct Undoing: Sendable {
    /// The decisions that were taken back, the latest first.
    public let lines: [PeopleLogLine]
    /// Why the faces could not be grouped again, if they could not; the decisions are taken back all
    /// the same.
    public let groupingFailure: (any Error)?
  }

  /// Takes the last decisions back, and groups all faces again: those that a decision held together
  /// may be alike to nobody now.
  ///
  /// - Parameters:
  ///   - count: How many decisions, at least 1.
  ///   - labelled: What is known before.
  /// - Throws: What `Decisions` throws; then nothing is taken back.
  public func undo(last count: Int, in labelled: LabelledLibrary) throws -> Undoing {
    var decisions = try Decisions(labelled)
    // It holds the library's lock.
    defer { withExtendedLifetime(decisions) {} }
    let lines = try decisions.undo(last: count)
    do {
      try regroup()
      return Undoing(lines: lines, groupingFailure: nil)
    } catch {
      return Undoing(lines: lines, groupingFailure: error)
    }
  }

  private func regroup() throws {
    guard let models = try ModelRecord(catalog) else { return }
    var contents = try LibraryContents(library, catalog)
    _ = try CatalogGrouping(
      thresholds: models.thresholds, workers: ProcessInfo.processInfo.activeProcessorCount
    ).group(&contents, catalog) { _ in }
  }
}
