import FaceInference

/// The decoder of one format.
///
/// The bytes it is given begin with that format's signature.
protocol PhotoCodec {
  /// Reads what the file tells about itself.
  func header(
    of bytes: UnsafeRawBufferPointer, limits: DecodingLimits
  ) throws(PhotoError) -> PhotoHeader

  /// Decodes the whole picture, not needlessly larger than asked.
  func decode(
    _ bytes: UnsafeRawBufferPointer, minimumLongerSide: Int?, limits: DecodingLimits
  ) throws(PhotoError) -> DecodedPhoto

  /// Decodes rectangles of the full-size upright picture, which clips them; those outside come back
  /// as `nil`. What the same bytes were decoded to before may spare reading some of them again.
  func decode(
    _ regions: [PixelRegion], of bytes: UnsafeRawBufferPointer, after decoded: DecodedPhoto?,
    limits: DecodingLimits
  ) throws(PhotoError) -> [DecodedRegion?]
}
