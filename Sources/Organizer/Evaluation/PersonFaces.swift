internal import FaceInference

/// The main face of each photo of a folder of people's folders, and whose folder it is.
///
/// What calibration and evaluation work on: photos are sorted by path, people by name.
public struct PersonFaces: Sendable {
  /// One photo's main face.
  struct Item: Sendable {
    /// The photo, relative to the folder of people.
    let path: String
    /// The folder it lies in.
    let person: String
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
  public let photos: Int
  /// How many people there are.
  public let people: Int
  /// The photos with a main face, by path.
  let items: [Item]
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
    case tooFewPeople(wanted: Int, found: Int, photos: Int)
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
    let files = library.photoFiles.filter {
      place != nil && (prefix.isEmpty || PhotoLibrary.contains(prefix, $0.path.text))
    }
    var items: [Item] = []
    for (path, photo) in files {
      guard let index = Self.mainFace(photo, library) else { continue }
      let face = library.contents.faces[index]
      guard let embedding = face.embedding else { continue }
      let below = prefix.isEmpty ? path.text : String(path.text.dropFirst(prefix.count + 1))
      items.append(
        Item(
          path: below, person: path.folder.text, face: index, embedding: embedding,
          quality: face.quality, cluster: face.cluster))
    }
    self.items = items
    embedder = library.models?[.embedder]
    photos = files.count
    people = Set(files.map(\.path.folder)).count
  }

  private init(items: [Item], embedder: FaceModels.Identity?) {
    self.items = items
    self.embedder = embedder
    photos = items.count
    people = Set(items.map(\.person)).count
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

  /// The photos of each person, by name.
  var byPerson: [(person: String, items: [Item])] {
    Dictionary(grouping: items, by: \.person).sorted { PhotoPath($0.key) < PhotoPath($1.key) }
      .map { ($0.key, $0.value) }
  }

  /// Returns the photos of the first people, in name order, who have enough.
  ///
  /// - Parameters:
  ///   - people: How many people are taken.
  ///   - photos: How many photos each must have.
  ///   - isExact: Whether only so many of each are taken, the first ones.
  /// - Throws: ``Failure/tooFewPeople(wanted:found:photos:)``.
  public func first(people: Int, photos: Int, isExact: Bool) throws(Failure) -> PersonFaces {
    let able = byPerson.filter { $0.items.count >= photos }
    guard able.count >= people else {
      throw .tooFewPeople(wanted: people, found: able.count, photos: photos)
    }
    return PersonFaces(
      items: able.prefix(people).flatMap { isExact ? $0.items.prefix(photos) : $0.items[...] },
      embedder: embedder)
  }

  /// Returns the photos of every second person, in name order.
  ///
  /// - Parameter isOdd: Whether the first is left out.
  package func half(isOdd: Bool) -> PersonFaces {
    let chosen = byPerson.enumerated().filter { ($0.offset % 2 == 1) == isOdd }
    return PersonFaces(items: chosen.flatMap(\.element.items), embedder: embedder)
  }

  /// Makes sure that there is something to tell apart and something to unite.
  ///
  /// - Parameter folder: The folder, for the message.
  public func checkPairs(folder: String) throws(Failure) {
    guard let first = items.first else { throw .noFaces(folder: folder) }
    let counts = byPerson.map(\.items.count)
    guard counts.count > 1 else { throw .onePerson(folder: folder, person: first.person) }
    guard counts.contains(where: { $0 > 1 }) else { throw .noPairs(folder: folder) }
  }

  /// Makes sure that thresholds chosen on these faces mean something to others.
  public func checkEmbedder(isThatOf scored: PersonFaces) throws(Failure) {
    guard let embedder, let other = scored.embedder, embedder.sha256 != other.sha256 else { return }
    throw .otherEmbedder(embedder, scored: other)
  }

  /// The person of each face as a number, in the order of the items.
  var personNumbers: [Int] {
    var numbers: [String: Int] = [:]
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
