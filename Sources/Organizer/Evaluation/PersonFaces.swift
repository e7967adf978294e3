internal import FaceInference

/// The main face of each photo of a folder of people's folders, and whose folder it is.
///
/// What calibration and evaluation work on: photos are sorted by path, people by name.
public struct PersonFaces: Sendable {
  /// One photo's main face.
  struct Item: Sendable {
    /// The photo, relative to the folder of people.
    let path: PhotoPath
    /// The folder it lies in.
    let person: PhotoPath
    /// The index of its main face in the library.
    let face: Int
    /// The face's embedding.
    let embedding: Embedding
    /// How far that can be trusted, 0…1.
    let quality: Float
    /// The number of its cluster.
    let cluster: Int?
  }

  /// How many photos have a person's folder.
  public var photos: Int { files.count }
  /// How many people there are.
  public let people: Int
  /// How many photos lie in the folder of people itself, in nobody's: they are left out.
  public let loose: Int
  /// The photos with a main face, by path.
  let items: [Item]
  /// All photos of people, relative to the folder of people, by path.
  private let files: [PhotoPath]
  private let paths: Set<PhotoPath>
  /// What made the embeddings; `nil` before the first scan.
  let embedder: FaceModels.Identity?

  /// Why there is nothing to measure.
  public enum Failure: Error, Equatable, Sendable {
    /// No photo of the folder is in the library, with a face.
    case noFaces(folder: String)
    /// Everybody is one person, so nothing tells two apart.
    case onePerson(folder: String, person: String)
    /// Nobody has two photos, so nothing unites them.
    case noPairs(folder: String)
    /// Fewer people than wanted have as many photos as wanted.
    case tooFewPeople(folder: String, wanted: Int, found: Int, photos: Int)
    /// The folder is a file.
    case notAFolder(String)
    /// Thresholds of one embedder mean nothing to another.
    case otherEmbedder(FaceModels.Identity, scored: FaceModels.Identity)
  }

  /// Collects the main faces.
  ///
  /// - Parameters:
  ///   - library: A scanned library.
  ///   - folder: The folder of people's folders, an absolute path without links.
  public init(_ library: LabelledLibrary, folder: String) {
    // A folder elsewhere holds no photo of the library.
    let place = library.contents.library.relativePath(of: folder)
    let prefix = place ?? ""
    let inside = library.photoFiles.compactMap { file in
      place == nil ? nil : below(prefix, file.path.text).map { (PhotoPath($0), file.photo) }
    }
    let own = inside.filter { !$0.0.folder.text.isEmpty }
    let items = own.compactMap { path, photo in Self.item(path, photo, library) }
    self.init(
      files: own.map(\.0), items: items, loose: inside.count - own.count,
      embedder: library.models?[.embedder])
  }

  /// Collects the main faces of a folder that the user named.
  ///
  /// - Throws: `Failure.notAFolder` for a file; `FileError` when it is not there.
  public init(_ library: LabelledLibrary, named folder: String) throws {
    let place = try PhotoLibrary.resolved(folder)
    guard FileStatus(path: place)?.kind == .folder else { throw Failure.notAFolder(folder) }
    self.init(library, folder: place)
  }

  private init(
    files: [PhotoPath], items: [Item], loose: Int, embedder: FaceModels.Identity?
  ) {
    self.files = files
    paths = Set(files)
    self.items = items
    self.loose = loose
    self.embedder = embedder
    people = Set(files.map(\.folder)).count
  }

  /// Whether a photo is one of them, with a face or without.
  func hasPhoto(_ path: PhotoPath) -> Bool { paths.contains(path) }

  private static func item(
    _ path: PhotoPath, _ photo: CatalogPhoto, _ library: LabelledLibrary
  ) -> Item? {
    guard let index = mainFace(photo, library) else { return nil }
    let face = library.contents.faces[index]
    return face.embedding.map {
      Item(
        path: path, person: path.folder, face: index, embedding: $0, quality: face.quality,
        cluster: face.cluster)
    }
  }

  private static func mainFace(_ photo: CatalogPhoto, _ library: LabelledLibrary) -> Int? {
    guard let facts = photo.facts else { return nil }
    let faces = (library.facesByPhoto[photo.digest] ?? [])
      .filter { library.contents.faces[$0].embedding != nil }
    return MainFace.index(
      of: faces.map { library.contents.faces[$0].detection.box }, width: facts.width,
      height: facts.height
    ).map { faces[$0] }
  }

  /// The photos with a main face of each person who has any, by name.
  var byPerson: [(person: PhotoPath, items: [Item])] {
    Dictionary(grouping: items, by: \.person).sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  /// Returns the same of some photos only.
  private func only(_ chosen: [PhotoPath]) -> PersonFaces {
    let paths = Set(chosen)
    return PersonFaces(
      files: chosen, items: items.filter { paths.contains($0.path) }, loose: loose,
      embedder: embedder)
  }

  /// Returns the photos of the first people, in name order, who have enough.
  ///
  /// - Parameters:
  ///   - people: How many people are taken.
  ///   - photos: How many photos each must have, with a face or not.
  ///   - isExact: Whether only so many of each are taken, the first ones.
  ///   - folder: The folder, for the message.
  /// - Throws: ``Failure/tooFewPeople(folder:wanted:found:photos:)``.
  public func first(
    people: Int, photos: Int, isExact: Bool, folder: String
  ) throws(Failure) -> PersonFaces {
    let able = Dictionary(grouping: files, by: \.folder).filter { $0.value.count >= photos }
      .sorted { $0.key < $1.key }
    guard able.count >= people else {
      throw .tooFewPeople(folder: folder, wanted: people, found: able.count, photos: photos)
    }
    return only(
      able.prefix(people).flatMap { isExact ? $0.value.prefix(photos) : $0.value[...] })
  }

  /// Returns the photos of every second person, in name order.
  ///
  /// - Parameter isOdd: Whether the first is left out.
  package func half(isOdd: Bool) -> PersonFaces {
    let chosen = byPerson.enumerated().filter { ($0.offset % 2 == 1) == isOdd }
    return only(chosen.flatMap { $0.element.items.map(\.path) })
  }

  /// Makes sure that there is something to tell apart and something to unite.
  ///
  /// - Parameter folder: The folder, for the message.
  public func checkPairs(folder: String) throws(Failure) {
    guard let first = items.first else { throw .noFaces(folder: folder) }
    let counts = byPerson.map(\.items.count)
    guard counts.count > 1 else {
      throw .onePerson(folder: folder, person: first.person.text)
    }
    guard counts.contains(where: { $0 > 1 }) else { throw .noPairs(folder: folder) }
  }

  /// Makes sure that thresholds chosen on these faces mean something to others.
  public func checkEmbedder(isThatOf scored: PersonFaces) throws(Failure) {
    guard let embedder, let other = scored.embedder, embedder.results != other.results else {
      return
    }
    throw .otherEmbedder(embedder, scored: other)
  }

  /// The person of each face as a number, in the order of the items.
  var personNumbers: [Int] {
    var numbers: [PhotoPath: Int] = [:]
    return items.map { item in
      let number = numbers[item.person] ?? numbers.count
      numbers[item.person] = number
      return number
    }
  }

  /// The embeddings in one piece, `[count, dimension]`.
  var rows: [Float] { items.flatMap(\.embedding.values) }

  /// The number of values of an embedding; 0 without any.
  var dimension: Int { items.first?.embedding.values.count ?? 0 }
}
