import CPNG
import FaceInference

/// Decodes PNG of every kind (1 to 16 bits, grey, colour, palette, alpha, interlaced) through
/// libpng's simplified API.
///
/// Transparent parts show white, the paper behind a picture; what colour they hide does not show.
/// libpng itself limits what an ancillary chunk may unpack to (8 MB).
struct PNGCodec: PhotoCodec {
  func header(
    of bytes: UnsafeRawBufferPointer, limits: DecodingLimits
  ) throws(PhotoError) -> PhotoHeader {
    let chunks = PNGChunks(bytes)
    guard let size = chunks.size else { throw .corrupt(.png, detail: "no image header") }
    try limits.check(width: size.width, height: size.height)
    let exif = chunks.first(.exif).map {
      EXIFReader.read($0, maximumBytes: limits.maximumEXIFBytes)
    }
    return PhotoHeader(
      format: .png, storedWidth: size.width, storedHeight: size.height,
      exif: exif ?? EXIFContent())
  }

  func decode(
    _ bytes: UnsafeRawBufferPointer, minimumLongerSide: Int?, limits: DecodingLimits
  ) throws(PhotoError) -> DecodedPhoto {
    let header = try header(of: bytes, limits: limits)
    try limits.check(
      pixels: header.storedWidth * header.storedHeight,
      isTurned: header.orientation != .upright, workingBytes: 0)
    let stored = try pixels(of: bytes, header: header)
    return DecodedPhoto(
      header: header, image: header.orientation.upright(stored), damage: nil, entryPoints: nil)
  }

  func decode(
    _ regions: [PixelRegion], of bytes: UnsafeRawBufferPointer, after decoded: DecodedPhoto?,
    limits: DecodingLimits
  ) throws(PhotoError) -> [DecodedRegion?] {
    // The rows of a PNG cannot be cut out: each is coded on top of all before it.
    let image = try decode(bytes, minimumLongerSide: nil, limits: limits).image
    return regions.map { region in
      region.clipped(toWidth: image.width, height: image.height).map {
        DecodedRegion(region: $0, image: image.cropped(to: $0))
      }
    }
  }

  /// Decodes all pixels as stored, in the header's size, which has passed the limits.
  private func pixels(
    of bytes: UnsafeRawBufferPointer, header: PhotoHeader
  ) throws(PhotoError) -> Image {
    var png = png_image()
    png.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&png) }
    guard png_image_begin_read_from_memory(&png, bytes.baseAddress, bytes.count) != 0,
      Int(png.width) == header.storedWidth, Int(png.height) == header.storedHeight
    else { throw .corrupt(.png, detail: Self.message(of: png)) }
    png.format = UInt32(PNG_FORMAT_FLAG_COLOR)  // PNG_FORMAT_RGB
    // Without the flag libpng takes 16-bit samples without a gamma for linear light, which nobody
    // writes.
    png.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
    var isDecoded = false
    let image = Image(width: header.storedWidth, height: header.storedHeight) { target in
      var white = png_color(red: 255, green: 255, blue: 255)
      isDecoded = png_image_finish_read(&png, &white, target.baseAddress, 0, nil) != 0
      if !isDecoded { target.update(repeating: 0) }
    }
    guard isDecoded else { throw .corrupt(.png, detail: Self.message(of: png)) }
    return image
  }

  private static func message(of png: png_image) -> String {
    let text = withUnsafeBytes(of: png.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return text.isEmpty ? "the image header contradicts itself" : text
  }
}
