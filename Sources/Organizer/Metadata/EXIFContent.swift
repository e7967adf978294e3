/// What an EXIF block says, made sense of.
package struct EXIFContent: Sendable, Hashable {
  /// How the picture is to be turned; upright if the block does not say, or says nonsense.
  package var orientation = Orientation.upright
  /// When, where and with what the photo was taken.
  package var metadata = PhotoMetadata()

  /// Makes the content of a block that says nothing.
  package init() {}
}
