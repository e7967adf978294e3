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
    let jpeg = try JPEGDecompressor(bytes)
    let header = try header(of: jpeg, limits: limits)
    let eighths = Self.eighths(
      forLongerSide: max(jpeg.width, jpeg.height), minimum: minimumLongerSide)
    try limits.check(
      pixels: Self.scaled(jpeg.width, eighths) * Self.scaled(jpeg.height, eighths),
      isTurned: false, workingBytes: jpeg.workingBytes)
    let (width, height) = try jpeg.start(eighths: eighths)
    let (image, rows) = Self.upright(jpeg, header.orientation, width: width, height: height)
    let damage = Self.damage(
      in: jpeg, reachedRows: rows == height ? jpeg.height : min(jpeg.height, rows * 8 / eighths))
    if let damage, damage.reachedRows * Self.usableShare < jpeg.height {
      throw .corrupt(.jpeg, detail: damage.detail)
    }
    return DecodedPhoto(header: header, image: image, damage: damage, entryPoints: jpeg.entryPoints)
  }

  /// Decodes all rows, and tells how many there were; the others are grey.
  private static func upright(
    _ jpeg: borrowing JPEGDecompressor, _ orientation: Orientation, width: Int, height: Int
  ) -> (Image, rows: Int) {
    let sides = orientation.oriented(width: width, height: height)
    var rows = 0
    let image = Image(width: sides.width, height: sides.height) { target in
      rows =
        orientation == .upright
        ? readRows(0..<height, of: jpeg, width: width, into: target)
        : readStrips(of: jpeg, orientation, width: width, height: height, into: target)
    }
    return (image, rows)
  }

  /// Stored rows that are turned at once, while they are in the cache.
  private static let stripHeight = 32

  private static func readStrips(
    of jpeg: borrowing JPEGDecompressor, _ orientation: Orientation, width: Int, height: Int,
    into target: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var strip = [UInt8](repeating: 0, count: min(stripHeight, height) * width * 3)
    var decoded = 0
    for first in stride(from: 0, to: height, by: stripHeight) {
      let rows = first..<min(first + stripHeight, height)
      strip.withUnsafeMutableBufferPointer {
        let part = UnsafeMutableBufferPointer(rebasing: $0[..<(rows.count * width * 3)])
        decoded += readRows(rows, of: jpeg, width: width, into: part)
        orientation.turn.write(
          UnsafeBufferPointer(part), rows: rows, width: width, height: height, to: target)
      }
    }
    return decoded
  }

  /// Decodes the next rows, and tells how many there were; the others become grey.
  private static func readRows(
    _ rows: Range<Int>, of jpeg: borrowing JPEGDecompressor, width: Int,
    into target: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    let count = jpeg.readRGBRows(rows.count, width: width, into: target)
    UnsafeMutableBufferPointer(rebasing: target[(count * width * 3)...]).update(repeating: 128)
    return count
  }

  /// Reads what the file tells about itself.
  func header(
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
