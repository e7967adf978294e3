public import FaceInference

extension Orientation {
  /// Returns the upright picture of a stored one.
  ///
  /// - Parameter stored: The picture as stored; returned as it is if it stands upright.
  /// - Complexity: O(*n*) in the number of pixels, each read and written once.
  public func upright(_ stored: consuming Image) -> Image { stored.turned(turn) }

  /// How the stored picture is laid down to stand upright.
  var turn: ImageTurn { ImageTurn(swapsSides: swapsSides, flipsX: flipsX, flipsY: flipsY) }
}
