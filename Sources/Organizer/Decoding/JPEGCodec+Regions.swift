import FaceInference

extension JPEGCodec {
  func decode(
    _ regions: [PixelRegion], of bytes: UnsafeRawBufferPointer, after decoded: DecodedPhoto?,
    limits: DecodingLimits
  ) throws(PhotoError) -> [DecodedRegion?] {
    let (header, workingBytes) = try layout(of: bytes, limits: limits)
    let clipped = regions.map { $0.clipped(toWidth: header.width, height: header.height) }
    let wanted = clipped.compactMap { $0 }
    try limits.check(
      pixels: wanted.reduce(0) { $0 + $1.width * $1.height },
      isTurned: header.orientation != .upright, workingBytes: workingBytes)
    let stored = wanted.map {
      header.orientation.stored($0, uprightWidth: header.width, height: header.height)
    }
    var images: [Image] = []
    for part in decoded?.entryPoints == nil ? [stored] : stored.map({ [$0] }) {
      images += try decodeStored(part, of: bytes, entryPoints: decoded?.entryPoints)
    }
    var results = zip(wanted, images).map { region, image in
      DecodedRegion(region: region, image: header.orientation.upright(image))
    }[...]
    return clipped.map { $0 == nil ? nil : results.removeFirst() }
  }

  /// Reads the header, and what decoding takes beyond a few rows.
  private func layout(
    of bytes: UnsafeRawBufferPointer, limits: DecodingLimits
  ) throws(PhotoError) -> (PhotoHeader, workingBytes: Int) {
    let jpeg = try JPEGDecompressor(bytes)
    return (try header(of: jpeg, limits: limits), jpeg.workingBytes)
  }

  /// Decodes rectangles of the stored picture in one pass from its top, or from where the first one
  /// lies in the bytes, to the last row that any of them needs.
  private func decodeStored(
    _ regions: [PixelRegion], of bytes: UnsafeRawBufferPointer, entryPoints: JPEGEntryPoints?
  ) throws(PhotoError) -> [Image] {
    guard let columns = Self.span(regions.map(\.columns)) else { return [] }
    defer { withExtendedLifetime(entryPoints) {} }
    let jpeg = try JPEGDecompressor(bytes)
    _ = try jpeg.start(eighths: 8)
    if let entryPoints { jpeg.use(entryPoints) }
    // Where libjpeg cuts, colour is interpolated without the neighbours: one coding unit more on
    // either side keeps the pixels those of a full decode.
    let margin = jpeg.unitWidth
    let widened = max(0, columns.lowerBound - margin)..<min(jpeg.width, columns.upperBound + margin)
    var strip = PixelStrip(columns: try jpeg.crop(to: widened))
    var collectors = regions.map(RegionCollector.init)
    var next = 0
    for rows in Self.merged(regions.map(\.rows)) {
      next += jpeg.skipRows(rows.lowerBound - next)
      guard next == rows.lowerBound else { break }
      for row in rows where strip.read(from: jpeg) {
        for index in collectors.indices { collectors[index].take(strip, row: row) }
      }
      next = rows.upperBound
    }
    return collectors.map(\.image)
  }

  /// Returns the smallest range around all of some ranges.
  private static func span(_ ranges: [Range<Int>]) -> Range<Int>? {
    guard let first = ranges.map(\.lowerBound).min(), let end = ranges.map(\.upperBound).max()
    else { return nil }
    return first..<end
  }

  /// Returns the ranges that cover the same rows in ascending order, none touching another.
  private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}

/// One decoded row, RGB, of some columns.
private struct PixelStrip {
  let columns: Range<Int>
  private(set) var samples: [UInt8]

  init(columns: Range<Int>) {
    self.columns = columns
    samples = Array(repeating: 0, count: columns.count * 3)
  }

  /// Takes in the next row; `false` when nothing more can be decoded.
  mutating func read(from jpeg: borrowing JPEGDecompressor) -> Bool {
    let width = columns.count
    return samples.withUnsafeMutableBufferPointer { buffer in
      jpeg.readRGBRows(1, width: width, into: buffer) == 1
    }
  }
}

/// Gathers the pixels of one rectangle from rows that are wider than it.
private struct RegionCollector {
  let region: PixelRegion
  /// Grey wherever no row came.
  private var samples: [UInt8]

  init(_ region: PixelRegion) {
    self.region = region
    samples = Array(repeating: 128, count: region.width * region.height * 3)
  }

  mutating func take(_ strip: PixelStrip, row: Int) {
    guard region.rows.contains(row) else { return }
    let start = (region.x - strip.columns.lowerBound) * 3
    let target = (row - region.y) * region.width * 3
    samples.replaceSubrange(
      target..<target + region.width * 3,
      with: strip.samples[start..<start + region.width * 3])
  }

  var image: Image { Image(width: region.width, height: region.height, pixels: samples) }
}
