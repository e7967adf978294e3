public import FaceInference

/// A file of the tree as it was when it was read last.
public struct CatalogFile: Sendable, Hashable {
  /// The file's path, size and time.
  public let file: PhotoFile
  /// What its content is.
  public let content: Content
  /// Whether the last scan of its folder found it.
  public let isPresent: Bool

  /// Makes the record of a file.
  package init(file: PhotoFile, content: Content, isPresent: Bool) {
    self.file = file
    self.content = content
    self.isPresent = isPresent
  }

  /// What a file turned out to hold.
  public enum Content: Sendable, Hashable {
    /// A photo, good or bad: what is known of it is kept under its digest.
    case photo(PhotoDigest)
    /// No photo, and no name of one.
    case notAPhoto
    /// It could not be read; tried again in every scan.
    case unreadable(reason: String)
  }
}

/// What is known of a photo's content, wherever and however often it lies in the tree.
public struct CatalogPhoto: Sendable, Equatable {
  /// What identifies it.
  public let digest: PhotoDigest
  /// Its length in bytes.
  public let bytes: Int64
  /// The detector, embedder and detail that it was analyzed with.
  public let settings: String
  /// What the file tells about itself, or why it cannot be used.
  public let outcome: Outcome

  /// Makes the record of a photo.
  package init(digest: PhotoDigest, bytes: Int64, settings: String, outcome: Outcome) {
    self.digest = digest
    self.bytes = bytes
    self.settings = settings
    self.outcome = outcome
  }

  /// How the analysis of a photo ended.
  public enum Outcome: Sendable, Equatable {
    /// It was decoded; `damage` says what is missing, in words, of a photo that is damaged.
    case analyzed(PhotoFacts, damage: String?)
    /// It could not be decoded, with the reason in words.
    case failed(reason: String)
  }

  /// What the file tells about itself, or `nil` for a photo that could not be decoded.
  public var facts: PhotoFacts? {
    guard case .analyzed(let facts, _) = outcome else { return nil }
    return facts
  }
}

/// What a photo tells about itself.
public struct PhotoFacts: Sendable, Equatable {
  /// The kind of file, such as `jpeg`.
  public let format: String
  /// Columns as stored.
  public let storedWidth: Int
  /// Rows as stored.
  public let storedHeight: Int
  /// The EXIF orientation, 1 to 8.
  public let orientation: Int
  /// Columns of the upright photo.
  public let width: Int
  /// Rows of the upright photo.
  public let height: Int
  /// Date, camera, exposure and place.
  public let metadata: PhotoMetadata

  /// Takes what a photo's header tells.
  package init(_ header: PhotoHeader) {
    self.init(
      format: header.format.rawValue, storedWidth: header.storedWidth,
      storedHeight: header.storedHeight, orientation: header.orientation,
      metadata: header.metadata)
  }

  init(
    format: String, storedWidth: Int, storedHeight: Int, orientation: Orientation,
    metadata: PhotoMetadata
  ) {
    self.format = format
    self.storedWidth = storedWidth
    self.storedHeight = storedHeight
    self.orientation = orientation.rawValue
    (width, height) = orientation.oriented(width: storedWidth, height: storedHeight)
    self.metadata = metadata
  }
}

/// A face of a photo.
public struct CatalogFace: Sendable, Equatable {
  /// The photo it belongs to.
  public let photo: PhotoDigest
  /// Where it is, its landmarks and score, in pixels of the upright photo at full size.
  public let detection: FaceDetection
  /// How far its embedding can be trusted, 0…1.
  public let quality: Float
  /// Its embedding; `nil` when the model gave none.
  public internal(set) var embedding: Embedding?
  /// The number of its cluster; `nil` before the first grouping.
  public var cluster: Int?

  /// Makes the record of a face.
  package init(
    photo: PhotoDigest, detection: FaceDetection, quality: Float, embedding: Embedding?,
    cluster: Int?
  ) {
    self.photo = photo
    self.detection = detection
    self.quality = quality
    self.embedding = embedding
    self.cluster = cluster
  }

  /// The order of faces everywhere: by photo, then from left to right.
  package static func precedes(_ a: CatalogFace, _ b: CatalogFace) -> Bool {
    if a.photo != b.photo { return a.photo < b.photo }
    let (p, q) = (a.detection.box, b.detection.box)
    return (p.x, p.y, p.width, p.height) < (q.x, q.y, q.width, q.height)
  }
}
