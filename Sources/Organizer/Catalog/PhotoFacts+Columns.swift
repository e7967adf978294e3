internal import GRDB

extension PhotoFacts {
  /// The columns of the table `photo` that hold facts, in the order of ``values``.
  static let columns = [
    "format", "stored_width", "stored_height", "orientation", "taken_at", "make", "model", "lens",
    "exposure_numerator", "exposure_denominator", "f_number", "iso", "focal_length", "latitude",
    "longitude", "altitude",
  ]

  /// The facts as the catalog keeps them.
  var values: [(any DatabaseValueConvertible)?] {
    [
      format, storedWidth, storedHeight, orientation, metadata.takenAt?.description,
      metadata.make, metadata.model, metadata.lens, metadata.exposureTime?.numerator,
      metadata.exposureTime?.denominator, metadata.fNumber, metadata.iso, metadata.focalLength,
      metadata.position?.latitude, metadata.position?.longitude, metadata.position?.altitude,
    ]
  }

  /// Reads facts; `nil` when the catalog holds none that make sense.
  ///
  /// - Parameters:
  ///   - row: A row with all ``columns`` next to each other.
  ///   - first: The index of the first of them.
  init?(_ row: Row, from first: Int) {
    guard let format: String = row[first], let width: Int = row[first + 1],
      let height: Int = row[first + 2],
      let orientation = (row[first + 3] as Int?).flatMap(Orientation.init)
    else { return nil }
    var metadata = PhotoMetadata()
    metadata.takenAt = (row[first + 4] as String?).flatMap { CaptureTime($0) }
    metadata.make = row[first + 5]
    metadata.model = row[first + 6]
    metadata.lens = row[first + 7]
    if let numerator: Int = row[first + 8], let denominator: Int = row[first + 9] {
      metadata.exposureTime = ExposureTime(numerator: numerator, denominator: denominator)
    }
    metadata.fNumber = row[first + 10]
    metadata.iso = row[first + 11]
    metadata.focalLength = row[first + 12]
    if let latitude: Double = row[first + 13], let longitude: Double = row[first + 14] {
      metadata.position = GPSPosition(
        latitude: latitude, longitude: longitude, altitude: row[first + 15])
    }
    self.init(
      format: format, storedWidth: width, storedHeight: height, orientation: orientation,
      metadata: metadata)
  }
}
