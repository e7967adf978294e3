/// What a photo may ask for at most; checked against its header, before anything that grows with it
/// is allocated.
public struct DecodingLimits: Sendable, Hashable {
  /// The most pixels a stored picture may have.
  public var maximumPixels: Int
  /// The most bytes that decoding one photo may hold at a time: pixels, the copy that turns them
  /// upright, and the coefficients that a progressive JPEG keeps of the whole picture.
  public var maximumBytes: Int
  /// The longest EXIF block that is read, in bytes.
  ///
  /// A JPEG segment holds 64 kB; a PNG chunk could claim 2 GB.
  public var maximumEXIFBytes: Int

  /// Makes limits.
  ///
  /// 250 megapixels is above every camera and telephone (200 megapixels in 2024) and below the
  /// header that asks for 65,535 x 65,535. 1 GiB holds such a picture once as RGB, or any JPEG of
  /// that size at reduced scale.
  public init(
    maximumPixels: Int = 250_000_000, maximumBytes: Int = 1 << 30, maximumEXIFBytes: Int = 1 << 20
  ) {
    self.maximumPixels = maximumPixels
    self.maximumBytes = maximumBytes
    self.maximumEXIFBytes = maximumEXIFBytes
  }

  /// Checks the sides of a stored picture.
  func check(width: Int, height: Int) throws(PhotoError) {
    let (pixels, overflows) = width.multipliedReportingOverflow(by: height)
    guard !overflows, pixels <= maximumPixels else {
      throw .tooManyPixels(width: width, height: height, limit: maximumPixels)
    }
  }

  /// Checks what decoding would hold in memory.
  ///
  /// - Parameters:
  ///   - pixels: The pixels that come out.
  ///   - isTurned: Whether they are turned after decoding, which needs a second copy.
  ///   - workingBytes: What the decoder itself holds beyond them, and gives back before they are
  ///     turned.
  func check(pixels: Int, isTurned: Bool, workingBytes: Int) throws(PhotoError) {
    let pixelBytes = pixels * 3
    let bytes = pixelBytes + max(workingBytes, isTurned ? pixelBytes : 0)
    guard bytes <= maximumBytes else {
      throw .tooMuchMemory(bytes: bytes, limit: maximumBytes)
    }
  }
}
