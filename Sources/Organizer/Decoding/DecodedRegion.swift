public import FaceInference

/// The pixels of one rectangle of the full-size upright picture.
public struct DecodedRegion: Sendable {
  /// Where the pixels lie, in pixels of the full-size upright picture.
  public let region: PixelRegion
  /// The pixels, as many as the region has.
  public let image: Image
}
