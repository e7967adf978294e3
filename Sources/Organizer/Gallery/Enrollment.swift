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

  /// By how much the largest face's area must exceed the next one's to be meant.
  private static let clearlyLarger: Float = 2

  private let library: PhotoLibrary
  private let catalog: AnalysisCatalog
  private let analyzer: PhotoAnalyzer
  private let settings: String
  private let isDryRun: Bool
  private let overrules: Bool
  private let analyzed: [PhotoDigest: String]

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
    self.catalog = catalog
    self.isDryRun = isDryRun
    self.overrules = overrules
    analyzer = PhotoAnalyzer(models, detail: detail)
    settings = models.settings(detail)
    analyzed = try catalog.settingsOfPhotos()
  }

  /// Enrolls photos and appends what that decides to the journal.
  ///
  /// - Parameters:
  ///   - photos: The photos, each with its person's name.
  ///   - people: What the journal says; extended by what is added.
  /// - Returns: What became of each photo, in their order.
  func enroll(
    _ photos: [GalleryFolder.Photo], into people: inout PeopleState
  ) throws -> [Result] {
    var results: [Result] = []
    var entries: [JournalEntry] = []
    // Who got a face in this run, lest two folders with the same photo take it from each other.
    var given: [FaceReference: PersonID] = [:]
    for (person, group) in Self.grouped(photos) {
      var found = try group.map { try look(at: $0) }
      do throws(PeopleError) {
        if let entry = try entry(for: person, group, &found, people, &given) {
          people.append(entry)
          entries.append(entry)
        }
      } catch {
        for index in found.indices where found[index].reference != nil {
          found[index].outcome = .unusableName(error)
        }
      }
      results += zip(group, found).map {
        Result(person: person, path: $0.path, outcome: $1.outcome)
      }
    }
    if !isDryRun { try Journal(path: library.journal).append(entries) }
    return results
  }

  /// What is in a photo: what it comes to, and the face that is meant.
  private typealias Finding = (outcome: Outcome, reference: FaceReference?)

  /// Returns the entry for what is new of one person, and notes in `found` what is not.
  private func entry(
    for name: String, _ group: [GalleryFolder.Photo], _ found: inout [Finding],
    _ people: PeopleState, _ given: inout [FaceReference: PersonID]
  ) throws(PeopleError) -> JournalEntry? {
    let owner = try people.person(enrolledAs: name, by: found.compactMap(\.reference))
    var references: [FaceReference] = []
    var distinct: Set<FaceReference> = []
    for index in found.indices {
      guard let reference = found[index].reference else { continue }
      guard distinct.insert(reference).inserted else {
        found[index].outcome = .known
        continue
      }
      if let outcome = outcome(of: reference, owner, people, given) {
        found[index].outcome = outcome
      }
      switch found[index].outcome {
      case .known: given[reference] = owner?.id
      case .taken: break
      default: references.append(reference)
      }
    }
    guard !references.isEmpty else { return nil }
    let entry = try people.enrolling(
      references, as: owner?.name.text ?? name, source: group.first?.source)
    guard case .enroll(let person, _, _, _) = entry.operation else { return entry }
    for reference in references { given[reference] = person }
    return entry
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

  /// Returns what a photo is good for, and the face in it that is meant; keeps the photo if it has
  /// one.
  private func look(at photo: GalleryFolder.Photo) throws -> Finding {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.read(photo.path) } catch {
      return (.failed(error.reason), nil)
    }
    let analysis = analyzer.analyze(bytes, digest: PhotoDigest(of: bytes))
    if case .failed(let reason) = analysis.photo.outcome { return (.failed(reason), nil) }
    let faces = analysis.faces.filter { $0.embedding != nil }.sorted {
      $0.detection.box.area > $1.detection.box.area
    }
    guard let face = faces.first, let facts = analysis.photo.facts,
      let box = face.fractionalBox(width: facts.width, height: facts.height)
    else { return (.noFace, nil) }
    if faces.count > 1,
      face.detection.box.area < Self.clearlyLarger * faces[1].detection.box.area
    {
      return (.severalFaces(faces.count), nil)
    }
    try keep(analysis, bytes)
    return (
      faces.count > 1 ? .largestEnrolled(of: faces.count) : .enrolled,
      FaceReference(photo: analysis.photo.digest, box: box)
    )
  }

  /// Stores the analysis, and a copy of the photo: without it the person could not be recognized any
  /// more when the catalog is made anew, and the photo is gone or lies where no scan looks.
  private func keep(_ analysis: PhotoAnalysis, _ bytes: [UInt8]) throws {
    if analyzed[analysis.photo.digest] != settings { try catalog.store(analysis) }
    let copy = GalleryStore(library).path(of: analysis.photo.digest)
    guard !isDryRun, FileStatus(path: copy) == nil else { return }
    try AtomicFile.write(bytes, to: copy)
  }
}

extension GalleryFolder.Photo {
  /// The folder that the photo came from, for the journal.
  fileprivate var source: String { FileSystem.parent(of: path) ?? path }
}
