/// Why a photo could not be used; it concerns that photo alone.
public enum PhotoError: Error, Sendable, Hashable {
  /// The file could not be read; the detail is the system's reason.
  case unreadable(detail: String)
  /// The file has no bytes.
  case emptyFile
  /// The first bytes belong to no photo format.
  case notAPhoto
  /// A photo format that this version does not decode.
  case unsupportedFormat(PhotoFormat)
  /// A rare kind of a format that is decoded otherwise, such as lossless JPEG; the detail is the
  /// decoder's.
  case unsupportedVariant(PhotoFormat, detail: String)
  /// Bytes that break the format's rules, or end too early to show anything; the detail is the
  /// decoder's.
  case corrupt(PhotoFormat, detail: String)
  /// More pixels than `DecodingLimits.maximumPixels`.
  case tooManyPixels(width: Int, height: Int, limit: Int)
  /// More memory than `DecodingLimits.maximumBytes`.
  case tooMuchMemory(bytes: Int, limit: Int)
  /// The system gives the decoder no more memory.
  case outOfMemory

  /// A short sentence for reports, without the file's name, a capital or a full stop.
  public var reason: String {
    switch self {
    case .unreadable(let detail): "the file cannot be read: \(detail)"
    case .emptyFile: "the file is empty"
    case .notAPhoto: "the file is not a photo of any known format"
    case .unsupportedFormat(let format): "\(format.title) photos are not read by this version"
    case .unsupportedVariant(let format, let detail):
      "this kind of \(format.title) is not read by this version: \(detail)"
    case .corrupt(let format, let detail): "the \(format.title) data is damaged: \(detail)"
    case .tooManyPixels(let width, let height, let limit):
      "the photo claims \(width) x \(height) pixels, more than the limit of \(limit)"
    case .tooMuchMemory(let bytes, let limit):
      "decoding the photo takes \(bytes) bytes of memory, more than the limit of \(limit)"
    case .outOfMemory: "there is not enough memory to decode the photo"
    }
  }
}
