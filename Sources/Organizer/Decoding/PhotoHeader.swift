/// What a photo tells about itself without its pixels being decoded.
public struct PhotoHeader: Sendable, Hashable {
  /// The kind of file.
  public let format: PhotoFormat
  /// Columns of the picture as stored.
  public let storedWidth: Int
  /// Rows of the picture as stored.
  public let storedHeight: Int
  /// How the stored picture is to be turned.
  public let orientation: Orientation
  /// What the EXIF block tells; empty if there is none or nothing in it makes sense.
  public let metadata: PhotoMetadata

  init(format: PhotoFormat, storedWidth: Int, storedHeight: Int, exif: EXIFContent) {
    self.init(
      format: format, storedWidth: storedWidth, storedHeight: storedHeight,
      orientation: exif.orientation, metadata: exif.metadata)
  }

  /// Makes a header.
  package init(
    format: PhotoFormat, storedWidth: Int, storedHeight: Int, orientation: Orientation,
    metadata: PhotoMetadata
  ) {
    self.format = format
    self.storedWidth = storedWidth
    self.storedHeight = storedHeight
    self.orientation = orientation
    self.metadata = metadata
  }

  /// Columns of the upright picture at full size.
  public var width: Int { orientation.oriented(width: storedWidth, height: storedHeight).width }
  /// Rows of the upright picture at full size.
  public var height: Int { orientation.oriented(width: storedWidth, height: storedHeight).height }
}
