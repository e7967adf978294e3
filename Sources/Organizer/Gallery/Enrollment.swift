internal import FaceInference

/// Adds reference photos of people to a library's gallery.
public struct Enrollment {
  /// What became of one reference photo.
  public struct Result: Sendable, Equatable {
    /// The person it was to show.
    public let person: String
    /// The photo's path.
    public let path: String
    /// What was found in it.
    public let outcome: Outcome
  }

  /// What was found in a reference photo.
  public enum Outcome: Sendable, Equatable {
    /// Its face was added.
    case enrolled
    /// The largest of several faces was added.
    case largestEnrolled(of: Int)
    /// The face was a reference of this person before.
    case known
    /// The face was another person's, of this name, and is a reference of this person now.
    case moved(from: String)
    /// The face is confirmed as another person, of this name, or was just enrolled as theirs.
    case taken(by: String)
    /// The name means nobody in particular, or is none.
    case unusableName(PeopleError)
    /// No face was found.
    case noFace
    /// Several faces were found, none of them clearly the largest.
    case severalFaces(Int)
    /// The photo could not be read, with the reason.
    case failed(String)

    /// Whether a face of the photo was added.
    public var isNew: Bool {
      switch self {
      case .enrolled, .largestEnrolled, .moved: true
      case .known, .taken, .unusableName, .noFace, .severalFaces, .failed: false
      }
    }

    /// Whether the person has a reference by the photo, now or since earlier.
    public var isUsed: Bool { isNew || self == .known }
  }

  /// How many people's entries are written to the journal at a time, which waits for the disk.
  private static let entriesAtOnce = 32

  private let library: PhotoLibrary
  private let photos: ReferencePhotos
  private let isDryRun: Bool
  private let overrules: Bool

  /// Prepares an enrollment.
  ///
  /// - Parameters:
  ///   - library: The library.
  ///   - catalog: Its catalog; that of a dry run is a copy.
  ///   - models: The detector and the embedder.
  ///   - detail: How hard faces are looked for.
  ///   - isDryRun: Whether neither the journal gets entries nor the gallery copies.
  ///   - overrules: Whether a face that was confirmed as another person is given to the new one: what
  ///     somebody asks for one photo goes before what they said earlier, a folder that is enrolled
  ///     again and again does not.
  init(
    _ library: PhotoLibrary, _ catalog: AnalysisCatalog, _ models: FaceModels,
    detail: SearchDetail, isDryRun: Bool, overrules: Bool = false
  ) throws {
    self.library = library
    self.isDryRun = isDryRun
    self.overrules = overrules
    photos = try ReferencePhotos(library, catalog, models, detail: detail, isDryRun: isDryRun)
  }

  /// Enrolls photos and appends what that decides to the journal.
  ///
  /// - Parameters:
  ///   - photos: The photos, each with its person's name.
  ///   - people: What the journal says; extended by what is added.
  /// - Returns: What became of each photo: by person, and each person's in their order.
  /// - Throws: `CancellationError` between photos, or what the catalog, the gallery or the journal
  ///   throws. Who was enrolled before that is in the journal.
  func enroll(
    _ photos: [GalleryFolder.Photo], into people: inout PeopleState
  ) throws -> [Result] {
    var results: [Result] = []
    var entries: [JournalEntry] = []
    // Who got a face in this run, lest two folders with the same photo take it from each other.
    var given: [FaceReference: PersonID] = [:]
    do {
      for (person, group) in Self.grouped(photos) {
        var found = try group.map { try self.photos.look(at: $0.path) }
        if let entry = try entry(for: person, group, &found, people, &given) {
          people.append(entry)
          entries.append(entry)
        }
        results += zip(group, found).map {
          Result(person: person, path: $0.path, outcome: $1.outcome)
        }
        if entries.count == Self.entriesAtOnce { try append(&entries) }
      }
    } catch {
      try append(&entries)
      throw error
    }
    try append(&entries)
    return results
  }

  /// Appends entries to the journal, once the copies of their photos are on the disk.
  private func append(_ entries: inout [JournalEntry]) throws {
    guard !isDryRun, !entries.isEmpty else { return }
    try GalleryStore(library).synchronize()
    try Journal(path: library.journal).append(entries)
    entries = []
  }

  /// Returns the entry for what is new of one person, keeps the photos of their references, and notes
  /// in `found` what is no new one.
  private func entry(
    for name: String, _ group: [GalleryFolder.Photo], _ found: inout [ReferencePhotos.Finding],
    _ people: PeopleState, _ given: inout [FaceReference: PersonID]
  ) throws -> JournalEntry? {
    do {
      let owner = try people.person(enrolledAs: name, by: found.compactMap(\.reference))
      judge(&found, owner, people, given)
      try keep(&found, group)
      for finding in found where finding.outcome == .known {
        if let reference = finding.reference, let owner { given[reference] = owner.id }
      }
      let references = found.compactMap { $0.outcome.isNew ? $0.reference : nil }
      guard !references.isEmpty else { return nil }
      let entry = try people.enrolling(
        references, as: owner?.name.text ?? name, source: group.first?.source)
      guard case .enroll(let person, _, _, _) = entry.operation else { return entry }
      for reference in references { given[reference] = person }
      return entry
    } catch let error as PeopleError {
      for index in found.indices where found[index].reference != nil {
        found[index].outcome = .unusableName(error)
      }
      return nil
    }
  }

  /// Notes who has a face already.
  private func judge(
    _ found: inout [ReferencePhotos.Finding], _ owner: Person?, _ people: PeopleState,
    _ given: [FaceReference: PersonID]
  ) {
    for index in found.indices {
      guard let reference = found[index].reference else { continue }
      if let outcome = outcome(of: reference, owner, people, given) {
        found[index].outcome = outcome
      }
    }
  }

  /// Keeps the photos of references; one that was kept for the same person just now is known.
  private func keep(
    _ found: inout [ReferencePhotos.Finding], _ group: [GalleryFolder.Photo]
  ) throws {
    var kept: Set<FaceReference> = []
    for index in found.indices where found[index].outcome.isUsed {
      guard let reference = found[index].reference else { continue }
      if kept.contains(reference) {
        found[index].outcome = .known
      } else if let reason = try photos.keep(found[index], from: group[index].path) {
        found[index].outcome = .failed(reason)
      } else {
        kept.insert(reference)
      }
    }
  }

  /// What becomes of a face that somebody has already; `nil` for one that nobody has.
  private func outcome(
    of face: FaceReference, _ owner: Person?, _ people: PeopleState,
    _ given: [FaceReference: PersonID]
  ) -> Outcome? {
    guard let (holder, isReference) = people.holder(ofSameFaceAs: face) else { return nil }
    if holder.id == owner?.id { return isReference ? .known : nil }
    let wasGivenNow = given[face] == holder.id
    let yields = isReference ? !wasGivenNow : overrules
    return yields ? .moved(from: holder.name.text) : .taken(by: holder.name.text)
  }

  private static func grouped(
    _ photos: [GalleryFolder.Photo]
  ) -> [(person: String, photos: [GalleryFolder.Photo])] {
    Dictionary(grouping: photos, by: \.person).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension GalleryFolder.Photo {
  /// The folder that the photo came from, for the journal.
  fileprivate var source: String { FileSystem.parent(of: path) ?? path }
}
