internal import FaceInference

/// A face with its place in the decoded image and in the photo at full size.
struct PlacedFace: Sendable {
  /// In pixels of the decoded image.
  let decoded: FaceDetection
  /// In pixels of the upright photo at full size.
  let fullSize: FaceDetection

  /// Places a face of the photo at full size, as the catalog keeps it.
  init(_ face: FaceDetection, in photo: DecodedPhoto) {
    let (scaleX, scaleY) = (Float(photo.scaleX), Float(photo.scaleY))
    fullSize = face
    decoded = face.mapped { Point(x: $0.x * scaleX, y: $0.y * scaleY) }
  }
}
