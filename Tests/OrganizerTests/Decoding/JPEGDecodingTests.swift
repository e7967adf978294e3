import FaceInference
import Organizer
import Testing

@Suite struct JPEGDecodingTests {
  /// Quality 95 without colour subsampling is within 1 of the pattern on average.
  @Test(arguments: 1...8)
  func everyOrientationDecodesToTheSameUprightImage(orientation: Int) throws {
    let photo = try PhotoFixture.decoded("orientation-\(orientation).jpg")
    #expect(photo.header.orientation.rawValue == orientation)
    #expect(photo.image.width == 96 && photo.image.height == 64)
    #expect(photo.header.width == 96 && photo.header.height == 64)
    #expect(
      PhotoFixture.difference(photo.image, PhotoFixture.gradient(width: 96, height: 64)).mean < 1)
    #expect(photo.damage == nil)
  }

  /// Quality 90 with halved colour is within 2 of the pattern on average.
  @Test(arguments: ["baseline.jpg", "progressive.jpg", "restart.jpg", "rotated.jpg"])
  func everyCodingDecodesToTheSameImage(name: String) throws {
    let photo = try PhotoFixture.decoded(name)
    #expect(photo.image.width == 203 && photo.image.height == 155)
    #expect(
      PhotoFixture.difference(photo.image, PhotoFixture.gradient(width: 203, height: 155)).mean < 2)
    #expect(photo.damage == nil)
  }

  @Test func greyBecomesThreeEqualChannels() throws {
    let image = try PhotoFixture.decoded("grey.jpg").image
    let blue = PhotoFixture.gradient(width: 203, height: 155).pixels.enumerated()
      .filter { $0.offset % 3 == 2 }.map(\.element)
    let expected = Image(width: 203, height: 155, pixels: blue.flatMap { [$0, $0, $0] })
    #expect(PhotoFixture.difference(image, expected).mean < 1)
  }

  /// Pillow's conversion rounds once more than ours: one step.
  @Test func cmykConvertsAsPillowDoes() throws {
    let image = try PhotoFixture.decoded("cmyk.jpg").image
    let expected = try PhotoFixture.decoded("cmyk-expected.png").image
    #expect(PhotoFixture.difference(image, expected).largest <= 1)
  }

  @Test(arguments: [
    (nil, 203), (203, 203), (1000, 203), (102, 102), (103, 203), (51, 51), (52, 102), (26, 26),
    (27, 51), (1, 26), (0, 26), (-5, 26),
  ])
  func theSmallestSufficientScaleIsDecoded(minimum: Int?, longerSide: Int) throws {
    let photo = try PhotoFixture.decoded("baseline.jpg", minimumLongerSide: minimum)
    #expect(photo.image.longerSide == longerSide)
    #expect(photo.header.width == 203)
  }

  @Test(arguments: ["baseline.jpg", "progressive.jpg", "grey.jpg"], [2, 4, 8])
  func scaledPixelsAreMeansOfTheFullOnes(name: String, divisor: Int) throws {
    let photo = try PhotoFixture.decoded(name, minimumLongerSide: 203 / divisor)
    // The last column and row may stand for pixels beyond the picture.
    let whole = PixelRegion(x: 0, y: 0, width: 203 / divisor, height: 155 / divisor)
    let covered = PixelRegion(
      x: 0, y: 0, width: whole.width * divisor, height: whole.height * divisor)
    let full = try PhotoFixture.decoded(name).image.cropped(to: covered)
    let means = ImageResizer.resized(full, width: whole.width, height: whole.height)
    #expect(PhotoFixture.difference(photo.image.cropped(to: whole), means).mean < 1)
  }

  @Test(arguments: [102, 51, 26])
  func scalesAreDecodedOverFullSides(side: Int) throws {
    let photo = try PhotoFixture.decoded("rotated.jpg", minimumLongerSide: side)
    #expect(photo.image.width == side && photo.scaleX == Double(side) / 203)
    #expect(photo.scaleY == Double(photo.image.height) / 155)
    #expect(PhotoFixture.difference(photo.image, smallGradient(photo.image)).mean < 6)
  }

  private func smallGradient(_ image: Image) -> Image {
    let gradient = PhotoFixture.gradient(width: 203, height: 155)
    return ImageResizer.resized(gradient, width: image.width, height: image.height)
  }

  @Test func theHeaderNeedsNoPixels() throws {
    let bytes = Array(try PhotoFixture.bytes("rotated.jpg").prefix(700))
    let header = try PhotoDecoder().header(of: bytes.span)
    #expect(header.storedWidth == 155 && header.storedHeight == 203)
    #expect(header.width == 203 && header.height == 155)
    #expect(header.format == .jpeg && header.orientation == .quarterTurn)
  }
}
