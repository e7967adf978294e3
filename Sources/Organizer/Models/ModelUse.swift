/// Tells a library which model to use from now on.
public enum ModelUse {
  /// What follows from a choice.
  public enum Consequence: Sendable, Equatable {
    /// Nothing was scanned yet, or with this model.
    case none
    /// The next scan reads all photos again, as the catalog was made with another model.
    case scansAnew(photos: Int, faces: Int, old: FaceModels.Identity)
  }

  /// Records a choice.
  ///
  /// - Parameters:
  ///   - model: The model, which is loaded once to see that it can be used.
  ///   - library: The library.
  /// - Throws: ``ModelFailure``, `LibraryLock.Failure`, or what the catalog throws.
  public static func choose(
    _ model: AvailableModel, for library: PhotoLibrary
  ) throws -> Consequence {
    try model.check()
    let lock = try LibraryLock(library)
    defer { withExtendedLifetime(lock) {} }
    var choice = try ModelChoice(library)
    choice[model.task] = model.identity
    try choice.store(library)
    guard FileStatus(path: library.catalog) != nil else { return .none }
    let catalog = try AnalysisCatalog(existing: library.catalog)
    // What a damaged record said is unknown; the next scan tells if the choice does not fit.
    guard let old = (try? ModelRecord(catalog))?[model.task], old != model.identity
    else { return .none }
    let photos = try catalog.photos().count
    return photos == 0
      ? .none : .scansAnew(photos: photos, faces: try catalog.faces().count, old: old)
  }
}
