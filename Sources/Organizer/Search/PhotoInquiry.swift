internal import FaceInference

/// The faces of a photo that somebody asks about, and who they are as far as a library can tell.
///
/// A photo that the library knows is answered from it, others are looked at with its models.
public struct PhotoInquiry: Sendable {
  /// A face of the photo.
  public struct Face: Sendable {
    /// Where it is, its quality and its embedding.
    public let face: CatalogFace
    /// Its index in the library, when the photo is one of it.
    public let index: Int?
    /// Who it is.
    public let answer: Answer
  }

  /// Who a face is.
  public enum Answer: Sendable, Equatable {
    /// A person said so.
    case confirmed(String)
    /// photosort holds it to be that person, at that similarity.
    case matched(String, similarity: Double)
    /// Nobody known; the number of its cluster, when it has one.
    case unknown(cluster: Int?)

    /// The person's name, if there is one.
    public var name: String? {
      switch self {
      case .confirmed(let name), .matched(let name, _): name
      case .unknown: nil
      }
    }
  }

  /// Why nothing can be said about a photo.
  public enum Failure: Error, Equatable, Sendable {
    /// It could not be read, with the reason in words.
    case unreadable(path: String, reason: String)
  }

  /// The file as it was named.
  public let path: String
  /// What identifies the photo.
  public let digest: PhotoDigest
  /// Whether the library knows the photo.
  public let isKnown: Bool
  /// Its faces, from left to right.
  public let faces: [Face]
  /// The whole file.
  let bytes: [UInt8]
  /// What the model tells of probabilities; `nil` when it does not, or was not loaded and is none
  /// that photosort knows.
  let head: VerificationHead?

  /// Asks.
  ///
  /// - Parameters:
  ///   - path: A file, or a pipe.
  ///   - library: The library that answers; `nil` to find faces only.
  ///   - detail: How hard to look at a photo that the library does not know.
  ///   - models: Loads the models, when they are needed.
  /// - Throws: ``Failure``, `LibrarySession.Failure` when the models are not those of the library,
  ///   or what `models` throws.
  public init(
    _ path: String, in library: LabelledLibrary?, detail: ScanDetail,
    models: () throws -> FaceModels
  ) throws {
    self.path = path
    do throws(FileError) { bytes = try OutputFile.read(path) } catch {
      throw Failure.unreadable(path: path, reason: error.reason)
    }
    digest = PhotoDigest(of: bytes)
    if let library, let known = try Self.knownFaces(digest, library, path) {
      isKnown = true
      faces = known
      head = Self.knownHead(library.models?[.embedder])
      return
    }
    isKnown = false
    let loaded = try models()
    if let made = library?.models?[.embedder], made.results != loaded.embedderIdentity.results {
      throw LibrarySession.Failure.otherEmbedder(loaded.embedderIdentity, catalog: made)
    }
    LinearAlgebra.useOneThread()
    let analysis = PhotoAnalyzer(loaded, detail: detail.search).analyze(bytes, digest: digest)
    if case .failed(let reason) = analysis.photo.outcome {
      throw Failure.unreadable(path: path, reason: reason)
    }
    faces = Self.answered(analysis.faces, library)
    head = loaded.embedder.settings.verificationHead
  }

  /// What a model that photosort knows tells of probabilities, without its weights.
  private static func knownHead(_ embedder: FaceModels.Identity?) -> VerificationHead? {
    let manifest = (try? EmbeddedModels.manifests())?.first { $0.sha256 == embedder?.sha256 }
    guard embedder?.form == nil, case .embedder(let settings) = manifest?.task else { return nil }
    return settings.verificationHead
  }

  /// The faces of a photo of the library; `nil` for a photo that is none.
  private static func knownFaces(
    _ digest: PhotoDigest, _ library: LabelledLibrary, _ path: String
  ) throws(Failure) -> [Face]? {
    guard let photo = library.photoFiles.first(where: { $0.photo.digest == digest })?.photo
    else { return nil }
    if case .failed(let reason) = photo.outcome { throw .unreadable(path: path, reason: reason) }
    let indices = library.facesByPhoto[digest] ?? []
    // Faces of another embedder wait for the next scan; the photo is looked at anew.
    guard indices.allSatisfy({ library.contents.faces[$0].embedding != nil }) else { return nil }
    return indices.map {
      Face(face: library.contents.faces[$0], index: $0, answer: library.answer($0))
    }
  }

  /// Asks the library's people about faces that it does not know; a person is in a photo once.
  private static func answered(_ faces: [CatalogFace], _ library: LabelledLibrary?) -> [Face] {
    var answers = [Answer](repeating: .unknown(cluster: nil), count: faces.count)
    if let library, let models = library.models {
      let matches = Identification(thresholds: models.thresholds).identify(
        faces.map { $0.embedding.map { [$0] } ?? [] }, references: library.references())
      let found = faces.indices.filter { matches[$0] != nil }.sorted {
        (matches[$1]?.similarity ?? 0, $0) < (matches[$0]?.similarity ?? 0, $1)
      }
      var taken: Set<PersonID> = []
      for face in found {
        guard let match = matches[face], let name = library.name(match.person),
          taken.insert(match.person).inserted
        else { continue }
        answers[face] = .matched(name, similarity: match.similarity)
      }
    }
    return zip(faces, answers).map { Face(face: $0, index: nil, answer: $1) }
  }
}
