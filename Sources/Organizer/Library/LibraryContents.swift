internal import FaceInference

/// Everything that is known of a library, read at one moment: what every command works on.
public struct LibraryContents: Sendable {
  /// The library.
  public let library: PhotoLibrary
  /// Every file in the tree that is or should be a photo, by path.
  public let files: [CatalogFile]
  /// Files in the tree that are no photos, by path.
  public let otherFiles: [PhotoPath]
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
    try self.init(
      library, catalog, PeopleState(journal.entries), journal.problems,
      models: try ModelRecord(catalog))
  }

  init(
    _ library: PhotoLibrary, _ catalog: AnalysisCatalog, _ people: PeopleState,
    _ problems: [JournalProblem], models: ModelRecord?
  ) throws {
    self.library = library
    self.people = people
    journalProblems = problems
    let all = try catalog.files().values.filter(\.isPresent)
      .sorted { $0.file.path < $1.file.path }
    files = all.filter { $0.content != .notAPhoto }
    otherFiles = all.filter { $0.content == .notAPhoto }.map(\.file.path)
    photos = try catalog.photos()
    faces = Self.comparable(try catalog.faces(), photos, models)
    let present = Set(files.compactMap(\.digest))
    active = faces.indices.filter { [faces] in present.contains(faces[$0].photo) }
    claims = FaceClaims(people, faces: faces, photos: photos)
  }

  /// Takes the embeddings of other embedders away: the one place through which embeddings come from
  /// the catalog to be compared, so that vectors of two models never meet.
  ///
  /// Photos that could not be read since a change of models, such as those on a drive that is
  /// missing, have them, and so have all photos while it is not known which model is meant.
  private static func comparable(
    _ faces: [CatalogFace], _ photos: [PhotoDigest: CatalogPhoto], _ models: ModelRecord?
  ) -> [CatalogFace] {
    let settings = Set(photos.values.map(\.settings)).filter { models?.isEmbedder(of: $0) ?? false }
    return faces.map { face in
      let isOfModel = photos[face.photo].map { settings.contains($0.settings) } ?? false
      let count = face.embedding?.values.count
      guard !isOfModel || count != models?.dimension ?? count else { return face }
      var face = face
      face.embedding = nil
      return face
    }
  }

  /// How many faces have a decision in the journal, but are in no photo of the tree now.
  public var unmatchedDecisions: Int {
    let here = Set(active)
    return claims.unmatched.count
      + claims.confirmed.keys.count {
        // Reference photos lie where they lie.
        !here.contains($0) && claims.enrolled[$0] == nil
      }
  }

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
