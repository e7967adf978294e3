import Foundation
import Organizer
import Testing

@Suite struct PhotoMetadataTests {
  @Test(arguments: [
    ("Canon", "Canon EOS 40D", "Canon EOS 40D"), ("NIKON CORPORATION", "NIKON D70", "NIKON D70"),
    ("EASTMAN KODAK COMPANY", "KODAK CX7530", "KODAK CX7530"),
    ("SONY", "DSC-RX100", "SONY DSC-RX100"), ("Apple", "iPhone 13", "Apple iPhone 13"),
    ("canon", "Canon PowerShot", "Canon PowerShot"), (nil, "X100", "X100"), ("Leica", nil, "Leica"),
    (nil, nil, nil),
  ])
  func theMakerIsNamedOnce(make: String?, model: String?, camera: String?) {
    var metadata = PhotoMetadata()
    metadata.make = make
    metadata.model = model
    #expect(metadata.camera == camera)
  }

  @Test func codingRoundTrips() throws {
    var metadata = PhotoMetadata()
    metadata.takenAt = CaptureTime("2019-07-14T15:30:00.123+02:00")
    metadata.make = "Canon"
    metadata.exposureTime = ExposureTime(numerator: 1, denominator: 125)
    metadata.position = GPSPosition(latitude: 1.5, longitude: -2.25, altitude: 3)
    let json = try JSONEncoder().encode(metadata)
    #expect(try JSONDecoder().decode(PhotoMetadata.self, from: json) == metadata)
  }
}
