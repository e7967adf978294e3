internal import FaceInference

/// Reads one file after another, and analyzes those whose content is new.
///
/// One worker has one.
struct PhotoReader {
  private let library: PhotoLibrary
  private let analyzer: PhotoAnalyzer
  private let known: AnalyzedPhotos

  /// What reading a file came to.
  struct Result: Sendable {
    let file: PhotoFile
    let content: CatalogFile.Content
    /// The analysis, where the content was not analyzed before.
    let analysis: PhotoAnalysis?
  }

  init(_ library: PhotoLibrary, _ analyzer: PhotoAnalyzer, _ known: AnalyzedPhotos) {
    self.library = library
    self.analyzer = analyzer
    self.known = known
  }

  /// What the time of the worker's stages is added to.
  var clock: StageClock<ScanStage> { analyzer.clock }

  /// Bytes that tell every format that photosort knows by name.
  private static let prefixCount = 64

  /// Reads a file; every way in which that can go wrong is a result.
  func read(_ file: PhotoFile) async -> Result {
    let path = joined(library.root, file.path.text)
    do throws(FileError) {
      let read = try clock.measure(.read) { () throws(FileError) in
        try content(of: path)
      }
      guard let (bytes, digest) = read else {
        return Result(file: file, content: .notAPhoto, analysis: nil)
      }
      let isNew = await known.claim(digest)
      let analysis = isNew ? analyzer.analyze(bytes, digest: digest) : nil
      return Result(file: file, content: .photo(digest), analysis: analysis)
    } catch {
      return Result(file: file, content: .unreadable(reason: error.reason), analysis: nil)
    }
  }

  /// Reads a file whole, if it may be a photo.
  private func content(
    of path: String
  ) throws(FileError) -> (bytes: [UInt8], digest: PhotoDigest)? {
    guard try Self.mayBePhoto(path) else { return nil }
    var accumulator = PhotoDigest.Accumulator()
    let bytes = try FileSystem.read(path) { accumulator.update($0) }
    return (bytes, accumulator.digest())
  }

  /// Whether a file is a photo by its first bytes, or is named as one.
  static func mayBePhoto(_ path: String) throws(FileError) -> Bool {
    let prefix = try FileSystem.readPrefix(path, count: prefixCount)
    return PhotoFormat(sniffing: prefix.span) != nil || PhotoPath(path).isNamedAsPhoto
  }

  /// Has a file brought into memory while others are analyzed.
  func announce(_ file: PhotoFile) {
    clock.measure(.read) { FileSystem.announceReading(joined(library.root, file.path.text)) }
  }
}

extension PhotoReader.Result {
  /// Why the file cannot be used, or `nil`.
  var failure: String? {
    if case .unreadable(let reason) = content { return reason }
    if case .failed(let reason)? = analysis?.photo.outcome { return reason }
    return nil
  }
}

/// The photos that need no analysis, for all workers: analyzed before, or by a worker just now.
actor AnalyzedPhotos {
  private var digests: Set<PhotoDigest>

  init(_ digests: Set<PhotoDigest>) { self.digests = digests }

  /// Whether a photo is still to be analyzed; the caller who is told so does it.
  func claim(_ digest: PhotoDigest) -> Bool { digests.insert(digest).inserted }
}

extension PhotoPath {
  /// File extensions that promise a photo.
  ///
  /// A file that bears one and holds none is worth a word.
  private static let photoExtensions: Set<String> = [
    "jpg", "jpeg", "jpe", "jfif", "png", "heic", "heif", "hif", "avif", "webp", "tif", "tiff",
    "dng",
    "cr2", "cr3", "nef", "arw", "orf", "rw2", "raf", "pef", "srw", "jxl", "jp2", "bmp", "gif",
  ]

  /// Whether the name ends like a photo's.
  var isNamedAsPhoto: Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return Self.photoExtensions.contains(name[name.index(after: dot)...].lowercased())
  }
}
