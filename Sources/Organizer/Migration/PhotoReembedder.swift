internal import FaceInference

/// Embeds the faces of known photos by another embedder, without looking for faces again.
///
/// One worker has one.
struct PhotoReembedder {
  private let embedder: PhotoEmbedder
  private let decoder = PhotoDecoder()
  private let scratch = Scratch()

  init(_ embedder: FaceEmbedder) { self.embedder = PhotoEmbedder(embedder, decoder) }

  /// Why the faces of a photo cannot be embedded now, in words.
  struct Failure: Error {
    let reason: String
  }

  /// Reads a photo and embeds its faces; boxes, landmarks and cluster numbers stay.
  func embed(_ work: MigrationWork.Photo) -> Result<PhotoAnalysis, Failure> {
    Result { () throws(Failure) in try analysis(work) }
  }

  private func analysis(_ work: MigrationWork.Photo) throws(Failure) -> PhotoAnalysis {
    let bytes = try read(work)
    do {
      let decoded = try decoder.decode(
        bytes.span, minimumLongerSide: work.settings.detail.decodedSide)
      let results = try embedder.embed(
        work.faces.map { PlacedFace($0.detection, in: decoded) }, in: decoded, bytes,
        detail: work.settings.detail, scratch: scratch)
      let faces = zip(work.faces, results).map { face, result in
        // A face that cannot be cut stays a face.
        face.with(result ?? EmbeddedFace(embedding: nil, quality: 0))
      }
      let photo = CatalogPhoto(
        digest: work.photo.digest, bytes: work.photo.bytes, settings: work.settings.text,
        outcome: work.photo.outcome)
      return PhotoAnalysis(photo: photo, faces: faces)
    } catch let error as PhotoError {
      throw Failure(reason: error.reason)
    } catch {
      throw Failure(reason: "its faces cannot be embedded: \(error)")
    }
  }

  /// Reads the first file that still holds the photo.
  private func read(_ work: MigrationWork.Photo) throws(Failure) -> [UInt8] {
    var reason: String?
    for path in work.places {
      do throws(FileError) {
        let bytes = try FileSystem.read(path)
        if PhotoDigest(of: bytes) == work.photo.digest { return bytes }
        reason = reason ?? "it has changed since the last scan"
      } catch { reason = reason ?? error.reason }
    }
    throw Failure(reason: reason ?? "it is nowhere")
  }
}
