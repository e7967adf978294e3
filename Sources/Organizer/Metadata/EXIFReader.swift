/// Makes sense of EXIF blocks: whatever one holds, each field is either believable or left out.
package enum EXIFReader {
  /// Reads a block.
  ///
  /// - Parameters:
  ///   - block: The bytes of a JPEG's EXIF segment or a PNG's eXIf chunk; may be empty or damaged.
  ///   - maximumBytes: A longer block is not read.
  package static func read(
    _ block: UnsafeRawBufferPointer, maximumBytes: Int = 1 << 20
  ) -> EXIFContent {
    guard !block.isEmpty, block.count <= maximumBytes else { return EXIFContent() }
    guard let exif = EXIFBlock(tiff: withoutSignature(block)) else { return EXIFContent() }
    var content = EXIFContent()
    content.orientation =
      exif.value(.orientation)?.integer.flatMap(Orientation.init(rawValue:)) ?? .upright
    content.metadata.takenAt = captureTime(exif)
    content.metadata.make = exif.value(.make)?.text
    content.metadata.model = exif.value(.model)?.text
    content.metadata.lens = exif.value(.lensModel)?.text.flatMap(named)
    content.metadata.exposureTime = exif.value(.exposureTime)?.rationals?.first.flatMap {
      ExposureTime(numerator: $0.numerator, denominator: $0.denominator)
    }
    content.metadata.fNumber = positive(exif.value(.fNumber))
    content.metadata.focalLength = positive(exif.value(.focalLength))
    content.metadata.iso = sensitivity(exif)
    content.metadata.position = position(exif)
    return content
  }

  /// Some writers put the JPEG segment's signature into a PNG's chunk as well.
  private static func withoutSignature(_ block: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    block.starts(with: "Exif\0".utf8)
      ? UnsafeRawBufferPointer(rebasing: block.dropFirst(6)) : block
  }

  /// The first of the three dates that makes sense, each with the fraction and the offset that
  /// belong to it.
  private static func captureTime(_ exif: borrowing EXIFBlock) -> CaptureTime? {
    captureTime(exif, .dateTimeOriginal, .subSecTimeOriginal, .offsetTimeOriginal)
      ?? captureTime(exif, .dateTimeDigitized, .subSecTimeDigitized, .offsetTimeDigitized)
      ?? captureTime(exif, .dateTime, .subSecTime, .offsetTime)
  }

  private static func captureTime(
    _ exif: borrowing EXIFBlock, _ date: EXIFTag, _ subseconds: EXIFTag, _ offset: EXIFTag
  ) -> CaptureTime? {
    guard let text = exif.value(date)?.text else { return nil }
    return CaptureTime(
      exif: text, subseconds: exif.value(subseconds)?.text, offset: exif.value(offset)?.text)
  }

  /// Cameras without an electronic lens write dashes or zeros.
  private static func named(_ lens: String) -> String? {
    lens.contains { $0.isLetter } ? lens : nil
  }

  private static func positive(_ value: EXIFValue?) -> Double? {
    guard let number = value?.rationals?.first?.value, number > 0 else { return nil }
    return number
  }

  /// The tag's 16 bits end at 65,535, which then stands for more: another tag has the real number
  /// (EXIF 2.32, section 4.6.5, PhotographicSensitivity).
  private static func sensitivity(_ exif: borrowing EXIFBlock) -> Int? {
    guard let number = exif.value(.iso)?.integer, number > 0 else { return nil }
    guard number == 65_535 else { return number }
    return exif.value(.recommendedExposureIndex)?.integer ?? number
  }

  private static func position(_ exif: borrowing EXIFBlock) -> GPSPosition? {
    guard
      let latitude = degrees(
        exif.value(.latitude), direction: exif.value(.latitudeRef), positive: "N", negative: "S"),
      let longitude = degrees(
        exif.value(.longitude), direction: exif.value(.longitudeRef), positive: "E", negative: "W")
    else { return nil }
    let isBelowSea = exif.value(.altitudeRef)?.integer == 1
    let altitude = exif.value(.altitude)?.rationals?.first?.value.map { isBelowSea ? -$0 : $0 }
    return GPSPosition(latitude: latitude, longitude: longitude, altitude: altitude)
  }

  /// Returns degrees, minutes and seconds as one number.
  ///
  /// Without a direction there is none: half of the guesses would be on the wrong side of the
  /// Earth.
  private static func degrees(
    _ value: EXIFValue?, direction: EXIFValue?, positive: Character, negative: Character
  ) -> Double? {
    guard let parts = value?.rationals, let whole = parts.first?.value, parts.count <= 3,
      let letter = direction?.text?.uppercased().first, letter == positive || letter == negative
    else { return nil }
    var sum = abs(whole)
    for (part, unit) in zip(parts.dropFirst(), [60.0, 3600.0]) {
      // 0/0 stands for a part that is not known; any other number over zero is damage.
      guard let number = part.numerator == 0 ? 0 : part.value, number >= 0 else { return nil }
      sum += number / unit
    }
    return letter == negative ? -sum : sum
  }
}
