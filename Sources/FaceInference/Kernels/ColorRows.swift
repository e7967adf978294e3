internal import CKernels

/// A plane for the red, green and blue samples of an image each, and how samples become their numbers: a
/// product and a sum, both rounded.
package struct ColorPlanes {
  /// How the samples of a colour become numbers, and where these go.
  package struct Plane {
    let start: UnsafeMutablePointer<Float>
    let factor: Float
    let offset: Float

    /// Makes a plane that begins at `start`.
    package init(_ start: UnsafeMutablePointer<Float>, factor: Float, offset: Float) {
      (self.start, self.factor, self.offset) = (start, factor, offset)
    }
  }

  fileprivate let planes: ck_planes

  /// Takes the planes of the three colours.
  package init(red: Plane, green: Plane, blue: Plane) {
    planes = ck_planes(
      starts: (red.start, green.start, blue.start),
      factors: (red.factor, green.factor, blue.factor),
      offsets: (red.offset, green.offset, blue.offset))
  }
}

extension VectorKernels {
  /// Writes a row of colours, `[count, 3]`, to planes, from a place of them on.
  package func splitRow(
    _ colors: UnsafePointer<UInt8>, count: Int, to target: ColorPlanes, at place: Int
  ) {
    withUnsafePointer(to: target.planes) {
      table.pointee.split_row(colors, Int32(count), $0, place)
    }
  }
}
