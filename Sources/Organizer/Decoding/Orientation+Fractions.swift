extension Orientation {
  /// Returns where a point of the stored picture lies in the upright one.
  ///
  /// - Parameter point: Fractions of width and height, from the top left corner.
  /// - Returns: Fractions of the upright width and height.
  public func upright(_ point: SIMD2<Double>) -> SIMD2<Double> {
    let turned = swapsSides ? SIMD2(point.y, point.x) : point
    return SIMD2(flipsX ? 1 - turned.x : turned.x, flipsY ? 1 - turned.y : turned.y)
  }

  /// Returns where a point of the upright picture lies in the stored one.
  ///
  /// - Parameter point: Fractions of the upright width and height, from the top left corner.
  /// - Returns: Fractions of the stored width and height.
  public func stored(_ point: SIMD2<Double>) -> SIMD2<Double> {
    inverse.upright(point)
  }

  /// Returns the extent in the upright picture of a box of the stored one, or the other way round.
  ///
  /// Together with the mapping of a point for its centre this maps a box, which is how XMP regions
  /// give one.
  ///
  /// - Parameter size: Fractions of width and height.
  public func oriented(_ size: SIMD2<Double>) -> SIMD2<Double> {
    swapsSides ? SIMD2(size.y, size.x) : size
  }
}
