extension PhotoFormat {
  /// How many leading bytes are enough to tell every format.
  public static let sniffedByteCount = 64

  /// Tells the format of a file by its first bytes.
  ///
  /// - Parameter bytes: The file's first `sniffedByteCount` bytes, or all of it; fewer recognize
  ///   fewer formats.
  /// - Returns: `nil` if the bytes begin no photo format that photosort knows, decodable or not.
  public init?(sniffing bytes: Span<UInt8>) {
    let prefix = FilePrefix(bytes)
    let format =
      PhotoFormat.signatures.first { prefix.has($0.bytes, at: 0) }?.format
      ?? PhotoFormat.container(prefix)
      ?? PhotoFormat.bitmap(prefix)
    guard let format else { return nil }
    self = format
  }

  /// Formats that begin with fixed bytes; a longer signature stands before one that begins it.
  ///
  /// Sources: the formats' specifications; for raw files the table of the `file` utility.
  private static let signatures: [(bytes: [UInt8], format: PhotoFormat)] = [
    ([0xFF, 0xD8, 0xFF], .jpeg),
    ([0x89] + Array("PNG\r\n\u{1A}\n".utf8), .png),
    (Array("II*\0".utf8) + [0x10, 0, 0, 0] + Array("CR".utf8), .cameraRaw),  // Canon CR2
    (Array("II*\0".utf8), .tiff),
    (Array("MM\0*".utf8), .tiff),
    (Array("II+\0".utf8), .tiff),  // BigTIFF
    (Array("MM\0+".utf8), .tiff),
    (Array("GIF87a".utf8), .gif),
    (Array("GIF89a".utf8), .gif),
    (Array("8BPS".utf8), .photoshop),
    ([0, 0, 0, 12] + Array("jP  \r\n".utf8) + [0x87, 0x0A], .jpeg2000),
    ([0xFF, 0x4F, 0xFF, 0x51], .jpeg2000),
    ([0, 0, 0, 12] + Array("JXL \r\n".utf8) + [0x87, 0x0A], .jpegxl),
    ([0xFF, 0x0A], .jpegxl),
    (Array("IIU\0".utf8), .cameraRaw),  // Panasonic RW2
    (Array("IIRO".utf8), .cameraRaw),  // Olympus ORF
    (Array("IIRS".utf8), .cameraRaw),
    (Array("MMOR".utf8), .cameraRaw),
    (Array("FUJIFILMCCD-RAW".utf8), .cameraRaw),
    (Array("II\u{1A}\0\0\0HEAPCCDR".utf8), .cameraRaw),  // Canon CRW
    (Array("FOVb".utf8), .cameraRaw),  // Sigma X3F
    (Array("\0MRM".utf8), .cameraRaw),  // Minolta MRW
  ]

  /// Formats in a container that names what it holds: RIFF, and ISO 14496-12 (`ftyp`), in which
  /// films come as well.
  private static func container(_ prefix: FilePrefix) -> PhotoFormat? {
    if prefix.has(Array("RIFF".utf8), at: 0), prefix.has(Array("WEBP".utf8), at: 8) { return .webp }
    guard prefix.has(Array("ftyp".utf8), at: 4) else { return nil }
    let boxEnd = prefix.bigEndian32(at: 0).map { min(Int($0), prefix.bytes.count) } ?? 0
    // The major brand stands at 8, its version at 12, the compatible brands from 16 on.
    let offsets = [8] + stride(from: 16, to: max(16, boxEnd - 3), by: 4)
    let brands = Set(offsets.compactMap { prefix.text(at: $0, count: 4) })
    if !brands.isDisjoint(with: ["avif", "avis"]) { return .avif }
    if brands.contains("crx ") { return .cameraRaw }  // Canon CR3
    let highEfficiency: Set = [
      "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1",
    ]
    return brands.isDisjoint(with: highEfficiency) ? nil : .heif
  }

  /// BMP, whose two letters alone would fit many a text: its header must have one of the known
  /// sizes, too.
  private static func bitmap(_ prefix: FilePrefix) -> PhotoFormat? {
    guard prefix.has(Array("BM".utf8), at: 0), prefix.bytes.count >= 18 else { return nil }
    let headerSize = prefix.bytes[14]
    let isKnown = [12, 16, 40, 52, 56, 64, 108, 124].contains(headerSize)
    return isKnown && prefix.has([0, 0, 0], at: 15) ? .bmp : nil
  }
}

/// A file's first bytes, with questions that no length of them can trap.
private struct FilePrefix {
  let bytes: [UInt8]

  init(_ span: Span<UInt8>) {
    bytes = (0..<min(span.count, PhotoFormat.sniffedByteCount)).map { span[$0] }
  }

  func has(_ expected: [UInt8], at offset: Int) -> Bool {
    bytes.dropFirst(offset).starts(with: expected)
  }

  func bigEndian32(at offset: Int) -> UInt32? {
    guard offset + 4 <= bytes.count else { return nil }
    return bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  func text(at offset: Int, count: Int) -> String? {
    guard offset + count <= bytes.count else { return nil }
    return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
  }
}
