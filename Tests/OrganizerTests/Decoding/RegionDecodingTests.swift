import FaceInference
import Organizer
import Testing

@Suite struct RegionDecodingTests {
  /// Overlapping, touching edges, a single pixel, and reaching out on all sides.
  private static let regions = [
    PixelRegion(x: 20, y: 30, width: 40, height: 25),
    PixelRegion(x: 50, y: 40, width: 30, height: 9),
    PixelRegion(x: 0, y: 0, width: 8, height: 8), PixelRegion(x: 90, y: 60, width: 1, height: 1),
    PixelRegion(x: -10, y: -10, width: 1000, height: 1000),
    PixelRegion(x: 60, y: 55, width: 500, height: 500),
  ]

  @Test(arguments: PhotoFixture.names)
  func regionsAreTheSamePixelsAsTheWhole(name: String) throws {
    let bytes = try PhotoFixture.bytes(name)
    let decoder = PhotoDecoder()
    let photo = try decoder.decode(bytes.span)
    let whole = photo.image
    for known in [nil, photo, try decoder.decode(bytes.span, minimumLongerSide: 20)] {
      let decoded = try decoder.decode(Self.regions, of: bytes.span, after: known)
      #expect(decoded.count == Self.regions.count)
      for (region, part) in zip(Self.regions, decoded) {
        let clipped = region.clipped(toWidth: whole.width, height: whole.height)
        #expect(part?.region == clipped)
        #expect(part?.image == clipped.map { whole.cropped(to: $0) })
      }
    }
  }

  @Test func everySingleRegionIsTheSameAsInTheWhole() throws {
    let bytes = try PhotoFixture.bytes("rotated.jpg")
    let decoder = PhotoDecoder()
    let photo = try decoder.decode(bytes.span)
    let whole = photo.image
    var generator = PhotoFixture.Generator(seed: 5)
    for round in 0..<100 {
      let region = PixelRegion(
        x: .random(in: 0..<203, using: &generator), y: .random(in: 0..<155, using: &generator),
        width: .random(in: 1...80, using: &generator),
        height: .random(in: 1...80, using: &generator))
      let parts = try decoder.decode(
        [region], of: bytes.span, after: round.isMultiple(of: 2) ? photo : nil)
      let part = try #require(parts.first ?? nil)
      #expect(part.image == whole.cropped(to: part.region))
    }
  }

  /// What was found in another photo leads nowhere, but never astray in memory.
  @Test(arguments: ["restart.jpg", "noise.jpg", "grey.jpg"])
  func whatWasKnownOfAnotherPhotoDoesNoHarm(name: String) throws {
    let decoder = PhotoDecoder()
    let other = try PhotoFixture.decoded("baseline.jpg")
    let bytes = try PhotoFixture.bytes(name)
    let parts = try decoder.decode(Self.regions, of: bytes.span, after: other)
    #expect(parts.count == Self.regions.count)
    #expect(parts[4]?.image.width == (try decoder.header(of: bytes.span)).width)
    // Of a photo with as many units it is believed: the places are used.
    let isBelieved = name == "restart.jpg"
    let sound = try decoder.decode(bytes.span).image
    #expect((parts[0]?.image == parts[0].map { sound.cropped(to: $0.region) }) == !isBelieved)
  }

  @Test func noRegionsAreNoPixels() throws {
    let bytes = try PhotoFixture.bytes("baseline.jpg")
    #expect(try PhotoDecoder().decode([], of: bytes.span).isEmpty)
    let outside = PixelRegion(x: 203, y: 0, width: 5, height: 5)
    let decoded = try PhotoDecoder().decode([outside], of: bytes.span)
    #expect(decoded.count == 1 && decoded[0] == nil)
  }
}
