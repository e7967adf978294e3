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
    /// The face was a reference of another person, of this name, and is one of this person now.
    case moved(from: String)
    /// No face was found.
    case noFace
    /// Several faces were found, none of them clearly the largest.
    case severalFaces(Int)
    /// The photo could not be read, with the reason.
    case failed(String)
  }

  /// By how much the largest face's area must exceed the next one's to be meant.
  private static let clearlyLarger: Float = 2

  private let library: PhotoLibrary
  private let catalog: AnalysisCatalog
  private let analyzer: PhotoAnalyzer
  private let settings: String
  private let isDryRun: Bool
  private let analyzed: [PhotoDigest: String]

  init(
    _ library: PhotoLibrary, _ catalog: AnalysisCatalog, _ models: FaceModels,
    detail: SearchDetail, isDryRun: Bool
  ) throws {
    self.library = library
    self.catalog = catalog
    self.isDryRun = isDryRun
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
    for (person, group) in Self.grouped(photos) {
      let found = try group.map { try look(at: $0) }
      let owner = try people.person(enrolledAs: person, by: found.compactMap(\.reference))
      var references: [FaceReference] = []
      for (photo, (outcome, reference)) in zip(group, found) {
        let holder = reference.flatMap(people.person(withReference:))
        let isKnown = holder != nil && holder?.id == owner?.id
        if let reference, !isKnown { references.append(reference) }
        results.append(
          Result(
            person: person, path: photo.path,
            outcome: isKnown ? .known : holder.map { .moved(from: $0.name.text) } ?? outcome))
      }
      guard !references.isEmpty else { continue }
      let entry = try people.enrolling(
        references, as: owner?.name.text ?? person, source: group.first?.source)
      people.append(entry)
      entries.append(entry)
    }
    if !isDryRun { try Journal(path: library.journal).append(entries) }
    return results
  }

  private static func grouped(
    _ photos: [GalleryFolder.Photo]
  ) -> [(person: String, photos: [GalleryFolder.Photo])] {
    Dictionary(grouping: photos, by: \.person).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Returns what a photo is good for, and the face in it that is meant; keeps the photo if it has
  /// one.
  private func look(
    at photo: GalleryFolder.Photo
  ) throws -> (outcome: Outcome, reference: FaceReference?) {
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
    try keep(analysis, bytes, photo.path)
    return (
      faces.count > 1 ? .largestEnrolled(of: faces.count) : .enrolled,
      FaceReference(photo: analysis.photo.digest, box: box)
    )
  }

  /// Stores the analysis, and a copy of a photo that lies outside the tree: without it the person
  /// could not be recognized any more when the catalog is made anew.
  private func keep(_ analysis: PhotoAnalysis, _ bytes: [UInt8], _ path: String) throws {
    guard !isDryRun else { return }
    if analyzed[analysis.photo.digest] != settings { try catalog.store(analysis) }
    let isInside = (try? PhotoLibrary.resolved(path)).flatMap(library.relativePath) != nil
    let copy = GalleryStore(library).path(of: analysis.photo.digest)
    guard !isInside, FileStatus(path: copy) == nil else { return }
    try AtomicFile.write(bytes, to: copy)
  }
}

extension GalleryFolder.Photo {
  /// The folder that the photo came from, for the journal.
  fileprivate var source: String { FileSystem.parent(of: path) ?? path }
}
