import CEXIF

/// An EXIF block taken apart by libexif: the only place that calls it.
///
/// libexif finds the entries; what they hold is copied out and read by `EXIFValue`.
struct EXIFBlock: ~Copyable {
  private let data: UnsafeMutablePointer<ExifData>
  private let isBigEndian: Bool

  /// Takes a block apart; `nil` if there is no memory for it.
  ///
  /// - Parameter tiff: The block from its byte order mark on. Damaged ones yield the entries that
  ///   can be found.
  init?(tiff: UnsafeRawBufferPointer) {
    guard let size = UInt32(exactly: tiff.count + Self.signature.count),
      let data = exif_data_new()
    else { return nil }
    // libexif would otherwise change entries, and add missing ones, to what the standard asks for.
    exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION)
    // Tags newer than the installed libexif, or in another directory than it expects, are wanted,
    // too.
    exif_data_unset_option(data, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS)
    (Self.signature + tiff).withUnsafeBufferPointer {
      exif_data_load_data(data, $0.baseAddress, size)
    }
    self.data = data
    isBigEndian = exif_data_get_byte_order(data) == EXIF_BYTE_ORDER_MOTOROLA
  }

  deinit {
    exif_data_unref(data)
  }

  /// What libexif wants in front of the block: `Exif`, two zeros.
  private static let signature: [UInt8] = Array("Exif\0\0".utf8)

  /// Returns a copy of a tag's value, or `nil` if the block has none.
  func value(_ tag: EXIFTag) -> EXIFValue? {
    let value = value(tag.number, in: tag.directory)
    // TIFF/EP puts the photo's tags into the main directory, and so do some editors.
    guard value == nil, tag.directory == EXIF_IFD_EXIF else { return value }
    return self.value(tag.number, in: EXIF_IFD_0)
  }

  private func value(_ number: UInt32, in directory: ExifIfd) -> EXIFValue? {
    let content = withUnsafeBytes(of: data.pointee.ifd) {
      $0.bindMemory(to: UnsafeMutablePointer<ExifContent>?.self)[Int(directory.rawValue)]
    }
    guard let content, let entry = exif_content_get_entry(content, ExifTag(number)) else {
      return nil
    }
    let bytes = UnsafeBufferPointer(start: entry.pointee.data, count: Int(entry.pointee.size))
    return EXIFValue(
      format: entry.pointee.format, bytes: Array(bytes), isBigEndian: isBigEndian)
  }
}
