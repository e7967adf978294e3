internal import FaceInference

/// Decodes a photo, finds its faces and embeds them.
///
/// Every worker has one, with scratch of its own.
struct PhotoAnalyzer {
  private let models: FaceModels
  private let detail: SearchDetail
  private let looks: SearchDetail
  private let decoder: PhotoDecoder
  private let search: FaceSearch
  private let embedder: PhotoEmbedder
  private let scratch = Scratch()
  private let searchClock = StageClock<SearchStage>()
  /// What the time of every stage but those of the search is added to.
  let clock = StageClock<ScanStage>()

  /// Makes an analyzer.
  ///
  /// - Parameters:
  ///   - detail: How hard faces are looked for.
  ///   - looks: How hard those that were found are looked at; without it the same.
  init(
    _ models: FaceModels, detail: SearchDetail, looks: SearchDetail? = nil,
    limits: DecodingLimits = DecodingLimits()
  ) {
    self.models = models
    self.detail = detail
    self.looks = looks ?? detail
    decoder = PhotoDecoder(limits: limits)
    search = FaceSearch(models.detector, detail: detail)
    embedder = PhotoEmbedder(models.embedder, decoder, clock: clock)
  }

  /// Where the time of all analyses went so far; their total is not known here.
  var timings: ScanTimings {
    var timings = ScanTimings()
    timings.add(clock)
    timings.add(searchClock)
    return timings
  }

  /// Analyzes a photo; one that cannot be decoded is a result like any other.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - digest: The digest of these bytes.
  func analyze(_ bytes: [UInt8], digest: PhotoDigest) -> PhotoAnalysis {
    do {
      let found = try find(in: bytes, digest: digest)
      let (header, damage) = (found.decoded.header, found.decoded.damage)
      return analysis(
        bytes, digest, .analyzed(PhotoFacts(header), damage: damage?.reason),
        found.faces.map(\.face))
    } catch {
      return analysis(bytes, digest, .failed(reason: Self.reason(error)), [])
    }
  }

  /// What is wrong with a photo of which no faces can be told.
  static func reason(_ error: any Error) -> String {
    (error as? PhotoError)?.reason ?? "its faces cannot be found: \(error)"
  }

  private func analysis(
    _ bytes: [UInt8], _ digest: PhotoDigest, _ outcome: CatalogPhoto.Outcome,
    _ faces: [CatalogFace]
  ) -> PhotoAnalysis {
    let settings =
      if case .failed = outcome {
        models.settingsOfFailure(detail)
      } else {
        models.settings(detail)
      }
    let photo = CatalogPhoto(
      digest: digest, bytes: Int64(bytes.count), settings: settings, outcome: outcome)
    return PhotoAnalysis(photo: photo, faces: faces)
  }

  /// A face that was found, with its place in the decoded image.
  struct FoundFace {
    let place: PlacedFace
    let face: CatalogFace
  }

  /// Decodes a photo and finds its faces, from left to right.
  ///
  /// - Throws: `PhotoError`, or `ModelError` when a network cannot run.
  func find(
    in bytes: [UInt8], digest: PhotoDigest
  ) throws -> (decoded: DecodedPhoto, faces: [FoundFace]) {
    let decoded = try clock.measure(.decode) {
      try decoder.decode(bytes.span, minimumLongerSide: detail.decodedSide)
    }
    let (scaleX, scaleY) = (Float(decoded.scaleX), Float(decoded.scaleY))
    let detections = try search.faces(in: decoded.image, scratch: scratch, clock: searchClock)
    let faces = detections.map { face in
      CatalogFace(
        photo: digest, detection: face.mapped { Point(x: $0.x / scaleX, y: $0.y / scaleY) },
        quality: 0, embedding: nil, cluster: nil)
    }.sorted(by: CatalogFace.precedes)
    // In the catalog's order: the last bit of an embedding may depend on its place in the batch.
    let places = faces.map { PlacedFace($0.detection, in: decoded) }
    let results = try embedder.embed(
      places, in: decoded, bytes, detail: looks, scratch: scratch)
    var found: [FoundFace] = []
    for (face, (place, result)) in zip(faces, zip(places, results)) {
      guard let result else { continue }
      found.append(FoundFace(place: place, face: face.with(result)))
    }
    return (decoded, found)
  }
}
