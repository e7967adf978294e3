internal import FaceInference

/// Looks for the faces that reference photos are to show, and keeps the photos.
struct ReferencePhotos {
  /// What was found in a photo.
  struct Finding {
    /// What the photo comes to.
    var outcome: Enrollment.Outcome
    /// The face that is meant; `nil` when there is none.
    var reference: FaceReference?
    /// The analysis, if the catalog has none.
    var analysis: PhotoAnalysis?
    /// Whether the gallery has no whole copy.
    var lacksCopy = false
  }

  /// By how much the largest face's area must exceed the next one's to be meant.
  private static let clearlyLarger: Float = 2

  private let gallery: GalleryStore
  private let catalog: AnalysisCatalog
  private let analyzer: PhotoAnalyzer
  private let settings: String
  private let isDryRun: Bool
  private let analyzed: [PhotoDigest: String]

  /// Prepares for photos; see ``Enrollment``.
  init(
    _ library: PhotoLibrary, _ catalog: AnalysisCatalog, _ models: FaceModels,
    detail: SearchDetail, isDryRun: Bool
  ) throws {
    self.catalog = catalog
    self.isDryRun = isDryRun
    gallery = GalleryStore(library)
    analyzer = PhotoAnalyzer(models, detail: detail)
    settings = models.settings(detail)
    analyzed = try catalog.settingsOfPhotos()
  }

  /// Looks at a photo, or asks the catalog if it knows it.
  ///
  /// - Throws: `CancellationError`, or what the catalog throws.
  func look(at path: String) throws -> Finding {
    try Task.checkCancellation()
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.read(path) } catch {
      return Finding(outcome: .failed(error.reason))
    }
    let digest = PhotoDigest(of: bytes)
    let known = analyzed[digest] == settings ? try catalog.analysis(of: digest) : nil
    let analysis = known ?? analyzer.analyze(bytes, digest: digest)
    var finding = Self.finding(analysis)
    if known == nil { finding.analysis = analysis }
    finding.lacksCopy = finding.reference != nil && !gallery.has(bytes, of: digest)
    return finding
  }

  private static func finding(_ analysis: PhotoAnalysis) -> Finding {
    if case .failed(let reason) = analysis.photo.outcome {
      return Finding(outcome: .failed(reason))
    }
    let faces = analysis.faces.filter { $0.embedding != nil }.sorted {
      $0.detection.box.area > $1.detection.box.area
    }
    guard let face = faces.first, let facts = analysis.photo.facts,
      let box = face.fractionalBox(width: facts.width, height: facts.height)
    else { return Finding(outcome: .noFace) }
    if faces.count > 1,
      face.detection.box.area < Self.clearlyLarger * faces[1].detection.box.area
    {
      return Finding(outcome: .severalFaces(faces.count))
    }
    return Finding(
      outcome: faces.count > 1 ? .largestEnrolled(of: faces.count) : .enrolled,
      reference: FaceReference(photo: analysis.photo.digest, box: box))
  }

  /// Stores the analysis, and a copy of the photo: without it the person could not be recognized any
  /// more when the catalog is made anew, and the photo is gone or lies where no scan looks.
  ///
  /// - Returns: Why the photo is of no use after all; `nil` when it is kept.
  /// - Throws: `FileError` when the copy cannot be written, or what the catalog throws.
  func keep(_ finding: Finding, from path: String) throws -> String? {
    guard let digest = finding.reference?.photo else { return nil }
    if finding.lacksCopy, !isDryRun {
      let bytes: [UInt8]
      do throws(FileError) { bytes = try FileSystem.read(path) } catch { return error.reason }
      guard PhotoDigest(of: bytes) == digest else { return "it changed while it was read" }
      try gallery.keep(bytes, of: digest)
    }
    if let analysis = finding.analysis { try catalog.store(analysis) }
    return nil
  }
}
