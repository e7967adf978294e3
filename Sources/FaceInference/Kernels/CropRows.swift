internal import CKernels

extension VectorKernels {
  /// Sets a row of colours to what a crop shows of an image; to the last bit what ``CropSampler`` makes
  /// without vectors.
  ///
  /// - Parameters:
  ///   - image: The image's samples, `[height, width, 3]`, of which four pixels lie around each place
  ///     and a third one to the right of them.
  ///   - width: The image's columns.
  ///   - transform: From pixels of the crop to pixels of the image.
  ///   - places: Where a crop pixel's colours lie within it, along each axis.
  ///   - share: What each of them counts.
  ///   - row: The crop's row.
  ///   - columns: Its columns.
  ///   - colors: `[columns, 3]`
  func sampleRow(
    _ image: UnsafePointer<UInt8>, width: Int, _ transform: AlignmentTransform, places: [Float],
    share: Float, row: Int, columns: Range<Int>, to colors: UnsafeMutablePointer<UInt8>
  ) {
    places.withUnsafeBufferPointer { places in
      var sampling = ck_sampling(
        image: image, width: Int32(width), a: transform.a, b: transform.b, c: transform.c,
        d: transform.d, x: transform.shift.x, y: transform.shift.y, places: places.baseAddress,
        place_count: Int32(places.count), share: share)
      table.pointee.sample_row(
        &sampling, Int32(columns.lowerBound), Int32(row), Int32(columns.count), colors)
    }
  }
}
