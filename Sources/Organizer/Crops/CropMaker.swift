internal import FaceInference

#if canImport(Glibc)
  internal import Glibc
#endif

/// Makes the crops of one photo after another.
///
/// Every worker has one.
struct CropMaker {
  private let root: String
  private let options: CropOptions
  private let folder: CropFolder
  private let analyzer: PhotoAnalyzer
  private let cutter: FaceCutter

  /// What a photo came to.
  struct Result: Sendable {
    let photo: PhotoPath
    var crops: [Crop] = []
    /// Why the photo cannot be used.
    var failure: String?
    /// What is wrong with a photo that was used.
    var warning: String?
    /// Files that could not be written.
    var outputProblems: [FileError] = []
  }

  /// Makes a maker.
  ///
  /// - Parameters:
  ///   - root: The folder that photos' paths are relative to.
  ///   - folder: Where crops go.
  init(_ options: CropOptions, _ models: FaceModels, root: String, folder: CropFolder) {
    self.root = root
    self.options = options
    self.folder = folder
    // Embeddings tell the quality here, for which one look is enough.
    analyzer = PhotoAnalyzer(models, detail: options.detail.search, looks: .fast)
    let aligner = models.embedder.aligner
    cutter = FaceCutter(
      decoder: PhotoDecoder(limits: DecodingLimits()),
      aligner: aligner.resized(side: options.side ?? aligner.side, margin: options.margin))
  }

  /// Makes the crops of a photo; every way in which that can go wrong is a result.
  func make(_ job: CropJob) -> Result {
    var result = Result(photo: job.photo)
    do {
      let bytes = try FileSystem.read(joined(root, job.photo.text))
      let digest = PhotoDigest(of: bytes)
      for (crop, image) in try crops(job, bytes, digest, &result) { write(crop, image, &result) }
    } catch let error as FileError {
      result.failure = error.reason
    } catch {
      result.failure = PhotoAnalyzer.reason(error)
    }
    return result
  }

  private func write(_ crop: Crop, _ image: Image, _ result: inout Result) {
    do throws(FileError) {
      guard let bytes = options.format.file(of: image) else {
        throw FileError(path: crop.file.text, code: ENOMEM)
      }
      try folder.write(bytes, to: crop.file)
      result.crops.append(crop)
    } catch { result.outputProblems.append(error) }
  }

  private func crops(
    _ job: CropJob, _ bytes: [UInt8], _ digest: PhotoDigest, _ result: inout Result
  ) throws -> [(Crop, Image)] {
    switch job.faces {
    case .unknown(let place, let stem):
      return try found(place, stem, bytes, digest, &result)
    case .named(let faces, let known):
      guard known.digest == digest else {
        result.failure = "it has changed since the last scan; scan again"
        return []
      }
      if case .analyzed(_, let damage) = known.outcome { result.warning = damage }
      let large = faces.filter { isLargeEnough($0.face.detection) }
      let images = try cutter.crops(of: large.map(\.face.detection), bytes)
      return zip(large, images).compactMap { face, image in
        image.map { (crop(face, job.photo, digest), $0) }
      }
    }
  }

  private func crop(
    _ face: CropJob.NamedFace, _ photo: PhotoPath, _ digest: PhotoDigest
  ) -> Crop {
    Crop(
      file: face.file, photo: photo, digest: digest, person: face.person, state: face.state,
      detection: face.face.detection, quality: face.face.quality)
  }

  /// Looks for the faces of a photo and cuts them out.
  private func found(
    _ place: CropPlace, _ stem: String, _ bytes: [UInt8], _ digest: PhotoDigest,
    _ result: inout Result
  ) throws -> [(Crop, Image)] {
    let (decoded, all) = try analyzer.find(in: bytes, digest: digest)
    result.warning = decoded.damage?.reason
    let faces = chosen(all, decoded.header)
    let images = try cutter.crops(of: faces.map(\.place), in: decoded, bytes)
    var crops: [(Crop, Image)] = []
    for (found, image) in zip(faces, images) {
      guard let image else { continue }
      let file = CropNames.file(place, stem: stem, number: crops.count + 1, options.format)
      let crop = Crop(
        file: file, photo: place.photo, digest: digest, person: place.photo.folder.text, state: nil,
        detection: found.face.detection, quality: found.face.quality)
      crops.append((crop, image))
    }
    return crops
  }

  /// The faces of which crops are wanted, from left to right.
  private func chosen(
    _ all: [PhotoAnalyzer.FoundFace], _ header: PhotoHeader
  ) -> [PhotoAnalyzer.FoundFace] {
    let chosen: [PhotoAnalyzer.FoundFace]
    switch options.faces {
    case .all: chosen = all
    case .main:
      let usable = all.filter { $0.face.embedding != nil }
      let main = MainFace.index(
        of: usable.map(\.face.detection.box), width: header.width, height: header.height)
      chosen = main.map { [usable[$0]] } ?? []
    }
    return chosen.filter { isLargeEnough($0.face.detection) }
  }

  private func isLargeEnough(_ face: FaceDetection) -> Bool {
    min(face.box.width, face.box.height) >= Float(options.minimumSide)
  }
}
