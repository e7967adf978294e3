/// What kind of file a photo is, judged by its first bytes and never by its name.
public enum PhotoFormat: String, Sendable, Hashable, Codable, CaseIterable {
  case jpeg, png
  case heif, avif, webp, tiff, gif, bmp, jpeg2000, jpegxl, photoshop
  /// A camera's raw file that is not a plain TIFF. Raw files that are (DNG, NEF, ARW and more)
  /// count as `tiff`, which their first bytes say they are.
  case cameraRaw = "raw"

  /// The name for reports and sidecars: lower case, stable from version to version.
  public var name: String { rawValue }

  /// The name for sentences, as people write it.
  public var title: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .heif: "HEIF"
    case .avif: "AVIF"
    case .webp: "WebP"
    case .tiff: "TIFF"
    case .gif: "GIF"
    case .bmp: "BMP"
    case .jpeg2000: "JPEG 2000"
    case .jpegxl: "JPEG XL"
    case .photoshop: "Photoshop"
    case .cameraRaw: "camera raw"
    }
  }

  /// Whether `PhotoDecoder` reads photos of this format.
  public var isDecodable: Bool { codec != nil }

  /// What decodes this format, or `nil` if nothing does.
  var codec: (any PhotoCodec)? {
    switch self {
    case .jpeg: JPEGCodec()
    case .png: PNGCodec()
    default: nil
    }
  }
}
