/// Turns a photo's bytes into upright pixels and metadata.
///
/// What a file is, is told by its bytes alone. They are read in place, neither copied nor changed;
/// whoever maps a file instead of reading it must be sure that nobody shortens it meanwhile.
/// Colours are taken as sRGB; profiles are not applied.
public struct PhotoDecoder: Sendable {
  /// Raised when more photos can be decoded than before: those that could not be are tried again.
  static let version = 1

  /// What a photo may ask for at most.
  public let limits: DecodingLimits

  /// Makes a decoder.
  public init(limits: DecodingLimits = DecodingLimits()) {
    self.limits = limits
  }

  /// Reads format, size, orientation and metadata without decoding pixels.
  ///
  /// - Parameter bytes: The whole file.
  /// - Throws: Every case of `PhotoError` but `unreadable` and `tooMuchMemory`.
  public func header(of bytes: Span<UInt8>) throws(PhotoError) -> PhotoHeader {
    let codec = try codec(for: bytes)
    return try bytes.withUnsafeBytes { (buffer) throws(PhotoError) in
      try codec.header(of: buffer, limits: limits)
    }
  }

  /// Decodes a photo.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - minimumLongerSide: The pixels that the image's longer side needs; `nil` for all there are.
  ///     A JPEG is then decoded at the smallest of 1/8, 1/4, 1/2 and full size that has them, which
  ///     costs a fraction; a PNG always in full.
  /// - Throws: Every case of `PhotoError` but `unreadable`. A damaged JPEG of which at least an
  ///   eighth could be decoded does not throw: `DecodedPhoto.damage` says what is missing.
  public func decode(
    _ bytes: Span<UInt8>, minimumLongerSide: Int? = nil
  ) throws(PhotoError) -> DecodedPhoto {
    let codec = try codec(for: bytes)
    return try bytes.withUnsafeBytes { (buffer) throws(PhotoError) in
      try codec.decode(buffer, minimumLongerSide: minimumLongerSide, limits: limits)
    }
  }

  /// Decodes only some rectangles of a photo, at full size.
  ///
  /// For faces too small in a reduced decode. One pass over the file serves all rectangles, and
  /// only they are held in memory (of a PNG, the whole picture).
  ///
  /// - Parameters:
  ///   - regions: Rectangles of the full-size upright picture. They may overlap and reach beyond
  ///     it.
  ///   - bytes: The whole file.
  ///   - decoded: What the same bytes were decoded to before, where that is at hand: of a JPEG, it
  ///     tells where the regions lie in the bytes.
  /// - Returns: As many elements as there are regions, in their order, clipped to the picture;
  ///   `nil` for one outside it.
  /// - Throws: As `decode(_:minimumLongerSide:)`.
  public func decode(
    _ regions: [PixelRegion], of bytes: Span<UInt8>, after decoded: DecodedPhoto? = nil
  ) throws(PhotoError) -> [DecodedRegion?] {
    let codec = try codec(for: bytes)
    return try bytes.withUnsafeBytes { (buffer) throws(PhotoError) in
      try codec.decode(regions, of: buffer, after: decoded, limits: limits)
    }
  }

  private func codec(for bytes: Span<UInt8>) throws(PhotoError) -> any PhotoCodec {
    guard !bytes.isEmpty else { throw .emptyFile }
    guard let format = PhotoFormat(sniffing: bytes) else { throw .notAPhoto }
    guard let codec = format.codec else { throw .unsupportedFormat(format) }
    return codec
  }
}
