import Organizer
import Testing

@Suite struct GPSPositionTests {
  @Test(arguments: [
    (90.1, 0.0), (-90.1, 0.0), (0.0, 180.1), (0.0, -180.1), (.nan, 1.0), (1.0, .nan),
    (.infinity, 1.0), (0.0, 0.0), (-0.0, 0.0),
  ])
  func placesOffEarthAreNone(latitude: Double, longitude: Double) {
    #expect(GPSPosition(latitude: latitude, longitude: longitude) == nil)
  }

  @Test func anImpossibleAltitudeIsDropped() {
    #expect(GPSPosition(latitude: 1, longitude: 2, altitude: .nan)?.altitude == nil)
    #expect(GPSPosition(latitude: 1, longitude: 2, altitude: 1e9)?.altitude == nil)
    #expect(GPSPosition(latitude: 1, longitude: 2, altitude: -420)?.altitude == -420)
    #expect(GPSPosition(latitude: -90, longitude: 180)?.longitude == 180)
  }
}
