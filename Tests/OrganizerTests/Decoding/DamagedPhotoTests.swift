import FaceInference
import Organizer
import Testing

@Suite struct DamagedPhotoTests {
  @Test func aFileThatIsNoPhotoSaysWhy() throws {
    let decoder = PhotoDecoder()
    let empty: [UInt8] = []
    #expect(throws: PhotoError.emptyFile) { try decoder.header(of: empty.span) }
    let text = Array("Dear diary".utf8)
    #expect(throws: PhotoError.notAPhoto) { try decoder.header(of: text.span) }
    let gif = Array("GIF89a".utf8)
    #expect(throws: PhotoError.unsupportedFormat(.gif)) { try decoder.decode(gif.span) }
    #expect(
      PhotoError.unsupportedFormat(.heif).reason == "HEIF photos are not read by this version")
  }

  /// What the data reached is the picture, what it did not reach is grey.
  @Test func halfAJPEGShowsItsUpperHalf() throws {
    let bytes = try PhotoFixture.bytes("baseline.jpg")
    let whole = try PhotoDecoder().decode(bytes.span).image
    let part = Array(bytes[..<(bytes.count * 6 / 10)])
    let photo = try PhotoDecoder().decode(part.span)
    let damage = try #require(photo.damage)
    #expect(damage.storedRows == 155 && (20..<150).contains(damage.reachedRows))
    #expect(damage.reason.contains("% of its rows"))
    // The row of coding units at the edge is interpolated with what lies below.
    let sound = (damage.reachedRows - 1) * 203 * 3
    #expect(photo.image.pixels[..<sound] == whole.pixels[..<sound])
    #expect(photo.image.pixels.suffix(203 * 3).allSatisfy { $0 == 128 })
  }

  @Test func aProgressiveJPEGCutAfterItsFirstScanShowsAllRows() throws {
    let whole = try PhotoFixture.bytes("progressive.jpg")
    let bytes = Array(whole[..<(whole.count * 3 / 4)])
    let photo = try PhotoDecoder().decode(bytes.span)
    #expect(photo.damage?.reachedRows == 155)
    #expect(
      PhotoFixture.difference(photo.image, PhotoFixture.gradient(width: 203, height: 155)).mean < 8)
  }

  @Test func aJPEGWithoutPictureDataIsCorrupt() throws {
    let whole = try PhotoFixture.bytes("baseline.jpg")
    let bytes = Array(whole[..<660])
    #expect {
      try PhotoDecoder().decode(bytes.span)
    } throws: { error in
      guard case .corrupt(.jpeg, let detail) = error as? PhotoError else { return false }
      return !detail.isEmpty
    }
  }

  @Test func aTruncatedPNGIsCorrupt() throws {
    let whole = try PhotoFixture.bytes("exif.png")
    let bytes = Array(whole[..<(whole.count / 2)])
    #expect {
      try PhotoDecoder().decode(bytes.span)
    } throws: { error in
      guard case .corrupt(.png, let detail) = error as? PhotoError else { return false }
      return !detail.isEmpty
    }
  }

  /// An error in a later scan leaves what the first one showed.
  @Test func aFatalErrorBetweenScansKeepsThePicture() throws {
    var bytes = try PhotoFixture.bytes("progressive.jpg")
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    let third = try #require(scans.dropFirst(2).first)
    // A scan header that claims 200 components.
    bytes[third + 4] = 200
    let photo = try PhotoDecoder().decode(bytes.span)
    #expect(photo.damage?.reachedRows == 155)
    #expect(
      PhotoFixture.difference(photo.image, PhotoFixture.gradient(width: 203, height: 155)).mean < 20
    )
  }

  /// libjpeg takes over size and components of a second frame before it finds that there is one
  /// already.
  @Test(arguments: [nil, 100, 40, 20])
  func aSecondFrameKeepsThePicture(minimumLongerSide: Int?) throws {
    let bytes = try PhotoFixture.bytes("progressive.jpg")
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    let third = try #require(scans.dropFirst(2).first)
    let frame: [UInt8] = [0xFF, 0xC0, 0x19, 0x94, 202, 121, 23, 23, 23, 23, 0, 198, 136, 55]
    let damaged = Array(bytes[..<third] + frame + bytes[third...])
    let whole = try PhotoDecoder().decode(bytes.span, minimumLongerSide: minimumLongerSide)
    let photo = try PhotoDecoder().decode(damaged.span, minimumLongerSide: minimumLongerSide)
    #expect(photo.damage?.reachedRows == 155)
    #expect(photo.damage?.detail.contains("SOF") == true)
    #expect(PhotoFixture.difference(photo.image, whole.image).mean < 20)
  }

  @Test(arguments: PhotoFixture.names)
  func everyTruncationThrowsOrDecodes(name: String) throws {
    let bytes = try PhotoFixture.bytes(name)
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 150)) {
      decodeAnyhow(Array(bytes[..<length]))
    }
  }

  @Test(arguments: PhotoFixture.names)
  func everyMutationThrowsOrDecodes(name: String) throws {
    let original = try PhotoFixture.bytes(name)
    var generator = PhotoFixture.Generator(seed: 11)
    for round in 0..<300 {
      var bytes = original
      // Half of the time in the first bytes, where the structure is.
      let end = round.isMultiple(of: 2) ? min(200, bytes.count) : bytes.count
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[.random(in: 0..<end, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      if round.isMultiple(of: 3) {
        // A marker where none belongs.
        let place = Int.random(in: 2..<bytes.count, using: &generator)
        let code = UInt8.random(in: 0xC0...0xDF, using: &generator)
        bytes.replaceSubrange(place..<min(place + 2, bytes.count), with: [0xFF, code])
      }
      decodeAnyhow(bytes)
    }
  }

  /// Whatever comes out, it is an error or an image of the size that the header gives.
  private func decodeAnyhow(_ bytes: [UInt8]) {
    let decoder = PhotoDecoder(limits: DecodingLimits(maximumPixels: 4_000_000))
    for minimum in [nil, 20] {
      guard let photo = try? decoder.decode(bytes.span, minimumLongerSide: minimum) else {
        continue
      }
      #expect(photo.image.width <= photo.header.width)
      #expect(photo.image.height <= photo.header.height)
      #expect(
        photo.image.longerSide >= min(minimum ?? .max, max(photo.header.width, photo.header.height))
      )
    }
    let region = PixelRegion(x: 5, y: 9, width: 30, height: 20)
    _ = try? decoder.decode([region], of: bytes.span)
  }
}
