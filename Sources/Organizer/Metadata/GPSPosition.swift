/// Where a photo was taken, on WGS 84.
public struct GPSPosition: Sendable, Hashable, Codable {
  /// Degrees north of the equator, −90…90.
  public let latitude: Double
  /// Degrees east of Greenwich, −180…180.
  public let longitude: Double
  /// Metres above sea level, below it negative; `nil` if unknown.
  public let altitude: Double?

  /// Makes a position, or `nil` if it is no place on Earth.
  ///
  /// Exactly 0°, 0°, in the Gulf of Guinea, is refused: receivers without a fix write it. An
  /// altitude beyond 100 km is dropped.
  public init?(latitude: Double, longitude: Double, altitude: Double? = nil) {
    guard (-90...90).contains(latitude), (-180...180).contains(longitude),
      latitude != 0 || longitude != 0
    else { return nil }
    self.latitude = latitude
    self.longitude = longitude
    self.altitude = altitude.flatMap { (-100_000...100_000).contains($0) ? $0 : nil }
  }
}
