import FaceInference
import Foundation
import Organizer
import Testing

@Suite struct PNGDecodingTests {
  @Test(arguments: ["interlaced.png", "exif.png", "rgb16.png"])
  func colourDecodesExactly(name: String) throws {
    let photo = try PhotoFixture.decoded(name)
    #expect(photo.image == PhotoFixture.gradient(width: 96, height: 64))
    #expect(photo.header.orientation == (name == "exif.png" ? .threeQuarterTurn : .upright))
  }

  @Test func sixteenBitGreyIsNotDarkened() throws {
    let image = try PhotoFixture.decoded("grey16.png").image
    let red = (0..<64).flatMap { _ in (0..<96).map { UInt8($0 * 255 / 95) } }
    #expect(image.pixels == red.flatMap { [$0, $0, $0] })
  }

  @Test func oneBitDecodes() throws {
    let image = try PhotoFixture.decoded("bits.png").image
    let row = "0101010100001111".flatMap {
      Array(repeating: $0 == "1" ? 255 as UInt8 : 0, count: 3)
    }
    #expect(image.pixels == Array(repeating: row, count: 4).flatMap { $0 })
  }

  @Test func transparentPaletteColoursShowWhite() throws {
    let image = try PhotoFixture.decoded("palette.png").image
    let four: [UInt8] = [255, 0, 0, 0, 255, 0, 255, 255, 255, 0, 0, 255]
    #expect(image.pixels == Array(repeating: four, count: 16).flatMap { $0 })
  }

  // Blue of alpha `a` over white: red and green have the light `1 - a`. libpng's tables are right
  // to about two steps of 255 and coarse in the dark, hence the tolerance.
  @Test func alphaIsLaidOverWhiteInLinearLight() throws {
    let image = try PhotoFixture.decoded("alpha.png").image
    for x in 0..<96 {
      let pixel = image.pixels[(x * 3)..<(x * 3 + 3)].map { Double($0) / 255 }
      let light = pixel[0] <= 0.040_45 ? pixel[0] / 12.92 : pow((pixel[0] + 0.055) / 1.055, 2.4)
      #expect(abs(light - (1 - Double(x * 255 / 95) / 255)) < 0.015, "column \(x)")
      #expect(pixel[0] == pixel[1] && pixel[2] == 1)
    }
    #expect(image.pixels.prefix(3) == [255, 255, 255])
    #expect(image.pixels.suffix(3) == [0, 0, 255])
  }
}
