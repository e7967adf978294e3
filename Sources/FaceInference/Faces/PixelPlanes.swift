extension PixelInput {
  /// Writes an image as the planes that a network reads: (sample − mean) / deviation.
  ///
  /// - Parameters:
  ///   - image: The pixels.
  ///   - origin: Where the image's first pixel goes.
  ///   - width: The columns of a plane; the rest around the image becomes 0.
  ///   - height: The rows of a plane.
  ///   - planes: `[3, height, width]`
  func write(
    _ image: Image, origin: (x: Int, y: Int) = (0, 0), width: Int, height: Int,
    to planes: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(origin.x + image.width <= width && origin.y + image.height <= height)
    precondition(planes.count == 3 * width * height)
    guard let target = planes.baseAddress else { return }
    if image.width < width || image.height < height {
      target.update(repeating: 0, count: planes.count)
    }
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let source = pixels.baseAddress else { return }
      for plane in 0..<3 {
        let channel = isRedFirst ? plane : 2 - plane
        let factor = 1 / deviation[plane]
        let offset = -mean[plane] * factor
        for y in 0..<image.height {
          let row = target + (plane * height + origin.y + y) * width + origin.x
          let samples = source + y * image.width * 3 + channel
          for x in 0..<image.width { row[x] = Float(samples[x * 3]) * factor + offset }
        }
      }
    }
  }
}
