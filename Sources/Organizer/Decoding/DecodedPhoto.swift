public import FaceInference

/// A photo's upright pixels, at full size or smaller, with its header.
public struct DecodedPhoto: Sendable {
  /// What the file tells about itself.
  public let header: PhotoHeader
  /// The upright pixels.
  public let image: Image
  /// What part of the picture is missing or doubtful; `nil` for a sound file.
  public let damage: PhotoDamage?
  /// Where decoding can begin in the bytes of a JPEG; `nil` where it is not known.
  let entryPoints: JPEGEntryPoints?

  /// Decoded columns per column of the full-size upright picture, at most 1.
  ///
  /// A JPEG decoded at reduced size is rounded up to whole pixels, by the last column's share of
  /// the picture. So the two scales may differ a little, and a place mapped by them is right to
  /// within one decoded pixel.
  public var scaleX: Double { Double(image.width) / Double(header.width) }
  /// Decoded rows per row of the full-size upright picture, at most 1.
  public var scaleY: Double { Double(image.height) / Double(header.height) }
}

/// Damage in a photo that could be decoded nevertheless.
public struct PhotoDamage: Sendable, Hashable {
  /// The decoder's words.
  public let detail: String
  /// The stored rows, counted from the top, that the data reaches; what lies below is grey.
  public let reachedRows: Int
  /// All stored rows.
  public let storedRows: Int

  /// A short sentence for reports, without the file's name, a capital or a full stop.
  public var reason: String {
    guard reachedRows < storedRows else {
      return "the photo is damaged but could be shown: \(detail)"
    }
    let percent = reachedRows * 100 / storedRows
    return "the photo is damaged, only \(percent) % of its rows could be shown: \(detail)"
  }
}
