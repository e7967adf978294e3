import FaceInference
import Organizer
import Testing

@Suite struct CropFormatTests {
  private static let sizes = [(1, 1), (1, 40), (17, 3), (112, 112), (300, 200)]

  private func noise(_ width: Int, _ height: Int) -> Image {
    var random = SeededGenerator(seed: 1)
    let pixels = (0..<(width * height * 3)).map { _ in UInt8.random(in: 0...255, using: &random) }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// Noise cannot be compressed: the file is as large as it gets.
  @Test(arguments: sizes)
  func aPNGIsReadBackAsItWas(width: Int, height: Int) throws {
    let image = noise(width, height)
    let bytes = try #require(CropFormat.png.file(of: image))
    let decoded = try PhotoDecoder().decode(bytes.span)
    #expect(decoded.image == image)
    #expect(decoded.header.format == .png && decoded.damage == nil)
  }

  @Test(arguments: sizes)
  func aJPEGIsReadBackAlmostAsItWas(width: Int, height: Int) throws {
    let waves = Image(
      width: width, height: height,
      pixels: (0..<(width * height * 3)).map { (i: Int) -> UInt8 in
        UInt8(abs((i / 3 % width) * 5 + (i / 3 / width) * 3 + i % 3 * 40) % 200)
      })
    let bytes = try #require(CropFormat.jpg.file(of: waves))
    let decoded = try PhotoDecoder().decode(bytes.span)
    #expect(decoded.header.format == .jpeg && decoded.damage == nil)
    let differences = zip(decoded.image.pixels, waves.pixels).map { abs(Int($0) - Int($1)) }
    #expect(Double(differences.reduce(0, +)) <= 5 * Double(differences.count))
  }

  /// Colour is kept at full resolution: stripes a pixel wide stay apart.
  @Test func aJPEGKeepsTheColourOfEachPixel() throws {
    let stripes = Image(
      width: 32, height: 32,
      pixels: (0..<1024).flatMap { $0 % 2 == 0 ? [220, 40, 40] : [40, 40, 220] })
    let bytes = try #require(CropFormat.jpg.file(of: stripes))
    let image = try PhotoDecoder().decode(bytes.span).image
    for i in 0..<1024 {
      let (red, blue) = (Int(image.pixels[i * 3]), Int(image.pixels[i * 3 + 2]))
      #expect(i % 2 == 0 ? red > blue + 100 : blue > red + 100)
    }
  }

  @Test(arguments: CropFormat.allCases)
  func theSamePixelsMakeTheSameBytes(format: CropFormat) throws {
    let image = noise(64, 48)
    #expect(format.file(of: image) == format.file(of: image))
  }

  @Test(arguments: CropFormat.allCases)
  func aSideThatTheFormatLacksIsNoFile(format: CropFormat) {
    // JPEG ends at 65,500 columns, libpng at a million.
    let wide = Image(width: 1_000_001, height: 1, pixels: Array(repeating: 9, count: 3_000_003))
    #expect(format.file(of: wide) == nil)
  }
}
