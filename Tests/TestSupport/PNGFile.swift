package import FaceInference

/// Writes images as PNG files, without compression.
package enum PNGFile {
  /// The file of an image, with an EXIF block that tells its orientation.
  package static func bytes(of image: Image, orientation: Int = 1) -> [UInt8] {
    let header = word(image.width) + word(image.height) + [8, 2, 0, 0, 0]
    return [0x89] + Array("PNG\r\n\u{1A}\n".utf8) + chunk("IHDR", header)
      + chunk("eXIf", exif(orientation)) + chunk("IDAT", stream(rows(image))) + chunk("IEND", [])
  }

  private static func word(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return word(data.count) + body + word(Int(checksum(body)))
  }

  /// One directory with one entry: tag 0x0112, one short.
  private static func exif(_ orientation: Int) -> [UInt8] {
    Array("MM\0*".utf8) + word(8) + [0, 1, 0x01, 0x12, 0, 3] + word(1)
      + [0, UInt8(orientation), 0, 0] + word(0)
  }

  /// Each row begins with its filter: none.
  private static func rows(_ image: Image) -> [UInt8] {
    var rows: [UInt8] = []
    for y in 0..<image.height {
      rows.append(0)
      rows += image.pixels[(y * image.width * 3)..<((y + 1) * image.width * 3)]
    }
    return rows
  }

  /// A zlib stream of stored blocks (RFC 1950, RFC 1951).
  private static func stream(_ data: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in Swift.stride(from: 0, to: data.count, by: 65_535) {
      let count = min(65_535, data.count - start)
      let (low, high) = (UInt8(count & 255), UInt8(count >> 8))
      stream += [start + count == data.count ? 1 : 0, low, high, ~low, ~high]
      stream += data[start..<(start + count)]
    }
    var (a, b) = (1, 0)
    for byte in data {
      a = (a + Int(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return stream + word(b << 16 | a)
  }

  /// CRC-32 as PNG has it (PNG specification, annex D).
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in
        rest & 1 == 1 ? 0xEDB8_8320 ^ rest >> 1 : rest >> 1
      }
    }
  }
}
