public import FaceInference

/// A crop that was written, and the face that it shows.
public struct Crop: Sendable, Equatable {
  /// Its file, relative to the folder of all crops.
  public let file: PhotoPath
  /// The photo, relative to the folder that was read or to the library's tree.
  public let photo: PhotoPath
  /// The content of the photo.
  public let digest: PhotoDigest
  /// The person: the photo's folder, or the name in the library; empty for none.
  public let person: String
  /// How the library knows it, `confirmed` or `matched`; `nil` for a photo's folder.
  public let state: String?
  /// The face, in pixels of the upright photo.
  public let detection: FaceDetection
  /// How far its embedding can be trusted, 0…1.
  public let quality: Float
}

/// What making crops came to.
public struct CropSummary: Sendable {
  /// A photo with what is wrong with it.
  public typealias Problem = LibraryStatus.Failure

  /// The folder of all crops, an absolute path.
  public let folder: String
  /// How many photos were looked at.
  public internal(set) var photos = 0
  /// Every crop, by file.
  public internal(set) var crops: [Crop] = []
  /// Photos that could not be read.
  public internal(set) var failures: [Problem] = []
  /// Photos that are damaged, and were used.
  public internal(set) var warnings: [Problem] = []
  /// Photos in which no face was cut out.
  public internal(set) var withoutFace: [PhotoPath] = []
  /// What was passed over.
  public internal(set) var skipped: [SkippedItem] = []
  /// Files that could not be written.
  public internal(set) var outputProblems: [FileError] = []
  /// How many crops of earlier runs lie in the folder, and are none of this run's.
  public internal(set) var leftovers = 0
}
