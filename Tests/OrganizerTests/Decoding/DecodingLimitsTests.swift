import FaceInference
import Organizer
import Testing

@Suite struct DecodingLimitsTests {
  @Test func aJPEGHeaderOfBillionsOfPixelsThrows() throws {
    var bytes = try PhotoFixture.bytes("baseline.jpg")
    let frame = try #require(
      bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xEA, 0x60, 0xEA, 0x60])
    let expected = PhotoError.tooManyPixels(width: 60_000, height: 60_000, limit: 250_000_000)
    #expect(throws: expected) { try PhotoDecoder().decode(bytes.span, minimumLongerSide: 100) }
    #expect(throws: expected) { try PhotoDecoder().header(of: bytes.span) }
    #expect(throws: expected) {
      try PhotoDecoder().decode([PixelRegion(x: 0, y: 0, width: 1, height: 1)], of: bytes.span)
    }
  }

  @Test func aPNGHeaderOfBillionsOfPixelsThrows() throws {
    var bytes = try PhotoFixture.bytes("exif.png")
    bytes.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0x7F, 0xFF, 0xFF, 0xFF])
    let expected = PhotoError.tooManyPixels(
      width: 60_000, height: Int(Int32.max), limit: 250_000_000)
    #expect(throws: expected) { try PhotoDecoder().decode(bytes.span) }
  }

  @Test func memoryForThePixelsIsLimited() throws {
    let bytes = try PhotoFixture.bytes("baseline.jpg")
    let needed = 203 * 155 * 3
    let enough = PhotoDecoder(limits: DecodingLimits(maximumBytes: needed))
    #expect(try enough.decode(bytes.span).image.width == 203)
    let short = PhotoDecoder(limits: DecodingLimits(maximumBytes: needed - 1))
    #expect(throws: PhotoError.tooMuchMemory(bytes: needed, limit: needed - 1)) {
      try short.decode(bytes.span)
    }
    #expect(try short.decode(bytes.span, minimumLongerSide: 100).image.width == 102)
  }

  /// A JPEG is turned as its rows come.
  @Test func turningAPNGNeedsTheMemoryTwice() throws {
    let rotated = try PhotoFixture.bytes("rotated.jpg")
    let enough = PhotoDecoder(limits: DecodingLimits(maximumBytes: 203 * 155 * 3))
    #expect(try enough.decode(rotated.span).image.width == 203)
    let bytes = try PhotoFixture.bytes("exif.png")
    let needed = 96 * 64 * 3 * 2
    let short = PhotoDecoder(limits: DecodingLimits(maximumBytes: needed - 1))
    #expect(throws: PhotoError.tooMuchMemory(bytes: needed, limit: needed - 1)) {
      try short.decode(bytes.span)
    }
  }

  /// Three components in units of 16 pixels, two of them halved: 13 x 10 units of 6 blocks of 64
  /// coefficients of 2 bytes.
  @Test func aProgressiveJPEGCountsItsCoefficients() throws {
    let bytes = try PhotoFixture.bytes("progressive.jpg")
    let needed = 203 * 155 * 3 + 13 * 10 * 6 * 64 * 2
    let short = PhotoDecoder(limits: DecodingLimits(maximumBytes: needed - 1))
    #expect(throws: PhotoError.tooMuchMemory(bytes: needed, limit: needed - 1)) {
      try short.decode(bytes.span)
    }
  }
}
