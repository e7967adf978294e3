import FaceInference

/// Decodes JPEG: baseline and progressive, grey, colour and CMYK, at full size or reduced by powers
/// of two.
struct JPEGCodec: PhotoCodec {
  /// A damaged picture counts as usable when the data reaches this share of its rows.
  private static let usableShare = 8

  func header(
    of bytes: UnsafeRawBufferPointer, limits: DecodingLimits
  ) throws(PhotoError) -> PhotoHeader {
    try header(of: JPEGDecompressor(bytes), limits: limits)
  }

  func decode(
    _ bytes: UnsafeRawBufferPointer, minimumLongerSide: Int?, limits: DecodingLimits
  ) throws(PhotoError) -> DecodedPhoto {
    let stored = try decodeStored(bytes, minimumLongerSide: minimumLongerSide, limits: limits)
    return DecodedPhoto(
      header: stored.header, image: stored.header.orientation.upright(stored.image),
      damage: stored.damage, rowStarts: stored.rowStarts)
  }

  /// Decodes without turning; the decompressor is gone, with its memory, when the picture is
  /// turned.
  private func decodeStored(
    _ bytes: UnsafeRawBufferPointer, minimumLongerSide: Int?, limits: DecodingLimits
  ) throws(PhotoError) -> DecodedPhoto {
    let jpeg = try JPEGDecompressor(bytes)
    let header = try header(of: jpeg, limits: limits)
    let eighths = Self.eighths(
      forLongerSide: max(jpeg.width, jpeg.height), minimum: minimumLongerSide)
    try limits.check(
      pixels: Self.scaled(jpeg.width, eighths) * Self.scaled(jpeg.height, eighths),
      orientation: header.orientation, workingBytes: jpeg.workingBytes)
    let (width, height) = try jpeg.start(eighths: eighths)
    var rows = 0
    let image = Image(width: width, height: height) { target in
      rows = jpeg.readRGBRows(height, width: width, into: target)
      UnsafeMutableBufferPointer(rebasing: target[(rows * width * 3)...]).update(repeating: 128)
    }
    let damage = Self.damage(
      in: jpeg, reachedRows: rows == height ? jpeg.height : min(jpeg.height, rows * 8 / eighths))
    if let damage, damage.reachedRows * Self.usableShare < jpeg.height {
      throw .corrupt(.jpeg, detail: damage.detail)
    }
    return DecodedPhoto(header: header, image: image, damage: damage, rowStarts: jpeg.rowStarts)
  }

  private func header(
    of jpeg: borrowing JPEGDecompressor, limits: DecodingLimits
  ) throws(PhotoError) -> PhotoHeader {
    try limits.check(width: jpeg.width, height: jpeg.height)
    return PhotoHeader(
      format: .jpeg, storedWidth: jpeg.width, storedHeight: jpeg.height,
      exif: jpeg.withEXIF { EXIFReader.read($0, maximumBytes: limits.maximumEXIFBytes) })
  }

  /// Returns the smallest scale, in eighths, at which the longer side has the pixels asked for.
  ///
  /// Only powers of two: libjpeg-turbo has vector code for those.
  static func eighths(forLongerSide side: Int, minimum: Int?) -> Int {
    guard let minimum else { return 8 }
    return [1, 2, 4].first { scaled(side, $0) >= minimum } ?? 8
  }

  private static func scaled(_ side: Int, _ eighths: Int) -> Int { (side * eighths + 7) / 8 }

  private static func damage(
    in jpeg: borrowing JPEGDecompressor, reachedRows rows: Int
  ) -> PhotoDamage? {
    let noted = jpeg.damage
    guard noted != nil || rows < jpeg.height else { return nil }
    return PhotoDamage(
      detail: noted?.detail ?? jpeg.failureDetail,
      reachedRows: min(rows, noted?.reachedRows ?? rows), storedRows: jpeg.height)
  }
}
