import CPNG
import FaceInference

/// Writes images as PNG through libpng's simplified API.
enum PNGEncoder {
  /// Returns the file of an image; the same bytes for the same pixels and the same libpng.
  ///
  /// - Returns: `nil` when libpng has no memory for it, or a side is too large for it.
  static func file(of image: Image) -> [UInt8]? {
    guard let width = UInt32(exactly: image.width), let height = UInt32(exactly: image.height)
    else { return nil }
    var png = png_image()
    png.version = UInt32(PNG_IMAGE_VERSION)
    png.width = width
    png.height = height
    png.format = UInt32(PNG_FORMAT_FLAG_COLOR)  // PNG_FORMAT_RGB
    defer { png_image_free(&png) }
    let capacity = largestFile(width: image.width, height: image.height)
    var isDone = false
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      var written = capacity
      isDone = image.pixels.withUnsafeBufferPointer {
        png_image_write_to_memory(&png, buffer.baseAddress, &written, 0, $0.baseAddress, 0, nil)
          != 0
      }
      count = isDone ? written : 0
    }
    return isDone ? bytes : nil
  }

  /// More bytes than any PNG of such an image has: every row has a filter's byte, deflate adds five
  /// bytes to each 16 KiB that it cannot compress, and a chunk of 8 KiB adds twelve.
  private static func largestFile(width: Int, height: Int) -> Int {
    let samples = height * (width * 3 + 1)
    return samples + samples / 256 + 4096
  }
}
