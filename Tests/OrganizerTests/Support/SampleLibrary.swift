import FaceInference
import Foundation
import Organizer

/// A library whose catalog was filled without any models.
///
/// Faces are told by directions in a space of four dimensions.
struct SampleLibrary {
  /// A face of a photo, 100 pixels wide and high.
  struct Face {
    var x: Float
    var direction: [Float]?
    var quality: Float = 0.9
    var cluster: Int?
  }

  let folder: TemporaryFolder
  let library: PhotoLibrary
  let catalog: AnalysisCatalog

  static let thresholds = EmbedderSettings.Thresholds(
    verification: 0.5, clustering: 0.5, singletonMargin: 0, weakJoin: 0.6, identification: 0.6,
    identificationGrowth: 0.1, margin: 0.1)
  /// With what photos were analyzed.
  static let settings = "yunet@dddddddd mobile@eeeeeeee standard"

  init() throws {
    folder = try TemporaryFolder()
    library = try PhotoLibrary.forScan(of: [folder.path], explicit: nil)
    catalog = try AnalysisCatalog(path: library.catalog)
    let thresholds = String(
      decoding: try JSONEncoder().encode(Self.thresholds), as: UTF8.self)
    let (d, e) = (String(repeating: "d", count: 64), String(repeating: "e", count: 64))
    try catalog.setSetting(
      "models",
      """
      {"detector":"yunet","detectorSHA256":"\(d)","embedder":"mobile","embedderSHA256":"\(e)",\
      "thresholds":\(thresholds)}
      """)
  }

  /// The digest of a photo of some content.
  static func digest(_ content: String) -> PhotoDigest { PhotoDigest(of: Array(content.utf8)) }

  /// Puts a photo of 1000 × 500 pixels into the catalog; its path is its content, if none is given.
  @discardableResult
  func add(
    _ path: String, content: String? = nil, _ faces: [Face] = [],
    metadata: PhotoMetadata = PhotoMetadata(), settings: String = settings, damage: String? = nil
  ) throws -> PhotoDigest {
    let digest = Self.digest(content ?? path)
    let facts = PhotoFacts(
      PhotoHeader(
        format: .jpeg, storedWidth: 500, storedHeight: 1000, orientation: .quarterTurn,
        metadata: metadata))
    let photo = CatalogPhoto(
      digest: digest, bytes: 1234, settings: settings, outcome: .analyzed(facts, damage: damage))
    let analysis = PhotoAnalysis(photo: photo, faces: faces.map { Self.face($0, of: digest) })
    try catalog.store(Self.file(path), .photo(digest), analysis)
    return digest
  }

  static func file(_ path: String, size: Int64 = 1234, modified: Int64 = 1) -> PhotoFile {
    PhotoFile(path: PhotoPath(path), size: size, modified: modified)
  }

  static func face(_ face: Face, of photo: PhotoDigest) -> CatalogFace {
    let box = BoundingBox(x: face.x, y: 50, width: 100, height: 100)
    let points = [(30, 40), (70, 40), (50, 60), (35, 80), (65, 80)].map {
      Point(x: face.x + $0.0, y: 50 + $0.1)
    }
    let detection = FaceDetection(
      box: box, landmarks: FaceLandmarks(points: points), score: 0.875)
    return CatalogFace(
      photo: photo, detection: detection, quality: face.quality,
      embedding: face.direction.flatMap { Embedding(normalizing: $0) }, cluster: face.cluster)
  }

  /// Everything known, labelled.
  func labelled() throws -> LabelledLibrary { try LabelledLibrary(library, catalog) }

  /// Says who faces are, by photo and left edge.
  func name(_ name: String, _ faces: [(photo: PhotoDigest, x: Float)]) throws {
    try decide { try $0.naming(faces.map(reference), as: name) }
  }

  /// Makes faces references of a person.
  func enroll(_ name: String, _ faces: [(photo: PhotoDigest, x: Float)]) throws {
    try decide { try $0.enrolling(faces.map(reference), as: name, source: nil) }
  }

  /// Gives a person another name.
  func rename(_ name: String, to other: String) throws {
    try decide { people in
      guard let person = try people.person(named: name) else {
        throw PeopleError.invalidName(name, .empty)
      }
      return try people.renaming(person.id, to: other)
    }
  }

  private func decide(_ decision: (PeopleState) throws -> JournalEntry) throws {
    let journal = Journal(path: library.journal)
    try journal.append([try decision(PeopleState(try journal.read().entries))])
  }

  /// The reference of a face by its photo and left edge.
  func reference(_ face: (photo: PhotoDigest, x: Float)) -> FaceReference {
    let box = FractionalBox(x: Double(face.x) / 1000, y: 0.1, width: 0.1, height: 0.2)
    guard let box else { preconditionFailure("the sample's faces lie in the photo") }
    return FaceReference(photo: face.photo, box: box)
  }

  /// Writes reports and person folders to their usual places, and returns the plan.
  @discardableResult
  func writeOutputs(
    reports: OutputDestinations.Reports? = nil
  ) throws -> (plan: OutputPlan, problems: [FileError]) {
    let places = OutputPlanner.Places(
      reports: reports ?? .folder(library.reports), people: folder("People"))
    let plan = OutputPlanner(try labelled(), places).plan(outputs: try catalog.outputs())
    return (plan, try OutputWriter(library, catalog).apply(plan))
  }
}
