package import FaceInference

/// The format in which crops are written.
public enum CropFormat: String, Sendable, CaseIterable {
  /// Without loss: a model that reads the file sees the pixels that photosort saw.
  case png
  /// JPEG of quality 95, a third of the size.
  case jpg

  private static let quality = 95

  /// Returns the file of an image; `nil` when there is no memory for it.
  package func file(of image: Image) -> [UInt8]? {
    switch self {
    case .png: PNGEncoder.file(of: image)
    case .jpg: JPEGEncoder.file(of: image, quality: Self.quality)
    }
  }
}
