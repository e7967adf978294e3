internal import FaceInference

/// Everything that is known of a library, read at one moment: what every command works on.
public struct LibraryContents: Sendable {
  /// The library.
  public let library: PhotoLibrary
  /// Every file in the tree that is or should be a photo, by path.
  public let files: [CatalogFile]
  /// What is known of every photo, by digest.
  public let photos: [PhotoDigest: CatalogPhoto]
  /// Every face, sorted by photo and box; those of gallery and missing photos included.
  public internal(set) var faces: [CatalogFace]
  /// The indices of the faces of photos in the tree, ascending.
  public let active: [Int]
  /// What people decided.
  public let people: PeopleState
  /// Lines of the journal that could not be read.
  public let journalProblems: [JournalProblem]
  let claims: FaceClaims

  /// Reads a library.
  ///
  /// - Throws: `JournalError`, or what the catalog throws.
  public init(_ library: PhotoLibrary, _ catalog: AnalysisCatalog) throws {
    let journal = try Journal(path: library.journal).read()
    try self.init(library, catalog, PeopleState(journal.entries), journal.problems)
  }

  init(
    _ library: PhotoLibrary, _ catalog: AnalysisCatalog, _ people: PeopleState,
    _ problems: [JournalProblem]
  ) throws {
    self.library = library
    self.people = people
    journalProblems = problems
    files = try catalog.files().values
      .filter { $0.isPresent && $0.content != .notAPhoto }
      .sorted { $0.file.path < $1.file.path }
    photos = try catalog.photos()
    faces = try catalog.faces()
    let present = Set(files.compactMap(\.digest))
    active = faces.indices.filter { [faces] in present.contains(faces[$0].photo) }
    claims = FaceClaims(people, faces: faces, photos: photos)
  }

  /// How many faces have a decision in the journal, but cannot be found in any photo now.
  public var unmatchedDecisions: Int { claims.unmatched.count }

  /// Says of every face who it is.
  ///
  /// - Parameter thresholds: The thresholds of the embedder that made the embeddings.
  func labelling(_ thresholds: EmbedderSettings.Thresholds) -> Labelling {
    Labelling(
      faces, active: active, claims, Identification(thresholds: thresholds))
  }

  /// The reference by which the journal knows a face, or `nil` for a face of an unknown photo.
  func reference(_ face: Int) -> FaceReference? {
    guard let facts = photos[faces[face].photo]?.facts,
      let box = faces[face].fractionalBox(width: facts.width, height: facts.height)
    else { return nil }
    return FaceReference(photo: faces[face].photo, box: box)
  }
}

extension CatalogFile {
  /// The digest of the photo in the file, or `nil` when it holds none.
  public var digest: PhotoDigest? {
    guard case .photo(let digest) = content else { return nil }
    return digest
  }
}
