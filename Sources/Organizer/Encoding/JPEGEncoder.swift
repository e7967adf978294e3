import CJPEG
import FaceInference

/// Writes images as JPEG: baseline, with colour at full resolution.
enum JPEGEncoder {
  /// Returns the file of an image; the same bytes for the same pixels.
  ///
  /// - Parameters:
  ///   - image: The pixels.
  ///   - quality: 1 to 100, as libjpeg has it.
  /// - Returns: `nil` when there is no memory for it, or a side is above 65,500 pixels.
  static func file(of image: Image, quality: Int) -> [UInt8]? {
    guard let width = Int32(exactly: image.width), let height = Int32(exactly: image.height)
    else { return nil }
    var count = 0
    let bytes = image.pixels.withUnsafeBufferPointer {
      psj_encode($0.baseAddress, width, height, Int32(quality), &count)
    }
    guard let bytes else { return nil }
    defer { psj_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}
