internal import FaceInference

/// A library opened by a command that does not scan.
public struct LibrarySession: Sendable {
  /// The library.
  public let library: PhotoLibrary
  let catalog: AnalysisCatalog

  /// Why a command cannot go on.
  public enum Failure: Error, Equatable, Sendable {
    /// The library has not been scanned yet.
    case notScanned(library: String)
    /// References by one embedder could not be compared with faces by another.
    case otherEmbedder(FaceModels.Identity, catalog: FaceModels.Identity)
  }

  /// Opens a library.
  ///
  /// - Parameters:
  ///   - explicit: The folder given by `--library`, if any.
  ///   - start: The folder to search from, upwards.
  public init(_ explicit: String?, from start: String) throws {
    library = try PhotoLibrary.open(explicit, from: start)
    guard let catalog = try library.existingCatalog() else {
      throw Failure.notScanned(library: library.root)
    }
    self.catalog = catalog
  }

  /// Reads and labels everything known.
  public func labelled() throws -> LabelledLibrary { try LabelledLibrary(library, catalog) }

  /// What regenerating the person folders came to.
  public struct FolderChanges: Sendable {
    /// The folder of all person folders.
    public let folder: String
    /// How many folders and links were made or changed, or would be.
    public let made: Int
    /// How many were removed, or would be.
    public let removed: Int
    /// What could not be done.
    public let problems: [FileError]
    /// Lines of the journal that could not be read.
    public let journalProblems: [JournalProblem]
  }

  /// Regenerates the person folders.
  ///
  /// - Parameters:
  ///   - destination: Their folder; `nil` for where they were last.
  ///   - isDryRun: Whether nothing is changed.
  public func regenerateFolders(_ destination: String?, isDryRun: Bool) throws -> FolderChanges {
    let lock = try isDryRun ? nil : LibraryLock(library)
    defer { withExtendedLifetime(lock) {} }
    var destinations = OutputDestinations()
    destinations.people = destination
    let places = try destinations.places(library, catalog)
    let labelled = try labelled()
    let plan = OutputPlanner(labelled, places).planFolders()
    var problems: [FileError] = []
    if !isDryRun {
      problems = try OutputWriter(library, catalog).apply(plan)
      try OutputDestinations.store(places, library, catalog)
    }
    let (made, removed) = plan.counts(without: problems)
    return FolderChanges(
      folder: places.people, made: made, removed: removed, problems: problems,
      journalProblems: labelled.contents.journalProblems)
  }

  /// Adds photos of people to the gallery.
  ///
  /// - Parameters:
  ///   - photos: Each photo's person and path.
  ///   - models: The detector and the embedder.
  ///   - overrules: Whether faces that were confirmed as other people are given to these.
  public func enroll(
    _ photos: [(person: String, path: String)], _ models: FaceModels, overrules: Bool
  ) throws -> [Enrollment.Result] {
    let lock = try LibraryLock(library)
    defer { withExtendedLifetime(lock) {} }
    let embedder = models.embedderIdentity
    if let made = try ModelRecord(catalog)?[.embedder], made != embedder {
      throw Failure.otherEmbedder(embedder, catalog: made)
    }
    let journal = Journal(path: library.journal)
    var people = PeopleState(try journal.read().entries)
    let enrollment = try Enrollment(
      library, catalog, models, detail: try catalog.detail(), isDryRun: false, overrules: overrules)
    return try enrollment.enroll(
      photos.map { GalleryFolder.Photo(person: $0.person, path: $0.path) }, into: &people)
  }

  /// Lists the photos of a folder of people: `Name/photo.jpg`.
  public static func galleryPhotos(_ folder: String) throws -> [(person: String, path: String)] {
    try GalleryFolder(folder).photos.map { ($0.person, $0.path) }
  }
}

extension PhotoLibrary {
  /// Returns how hard the last scan looked for faces; `standard` before the first.
  public func detail() throws -> ScanDetail {
    ScanDetail(try existingCatalog()?.detail() ?? .standard)
  }

  /// Opens the catalog, if there was a scan.
  func existingCatalog() throws -> AnalysisCatalog? {
    guard let status = try FileStatus.of(catalog), status.size > 0 else { return nil }
    return try AnalysisCatalog(existing: catalog)
  }
}
