/// A face, told by the photo's content and the face's place in it.
///
/// It outlives catalogs, models and folders: it is what the journal keeps.
public struct FaceReference: Hashable, Sendable {
  /// The digest of the photo's file.
  public let photo: PhotoDigest
  /// The face's bounding box in the upright photo.
  public let box: FractionalBox

  /// Makes a reference to a face.
  public init(photo: PhotoDigest, box: FractionalBox) {
    self.photo = photo
    self.box = box
  }
}

extension FaceReference: Comparable {
  /// Orders faces by photo, then by box.
  public static func < (left: FaceReference, right: FaceReference) -> Bool {
    left.photo == right.photo ? left.box < right.box : left.photo < right.photo
  }
}

extension Sequence<FaceReference> {
  /// Returns the faces in order, each once.
  func sortedOnce() -> [FaceReference] {
    var unique: [FaceReference] = []
    for face in sorted() where face != unique.last { unique.append(face) }
    return unique
  }
}
