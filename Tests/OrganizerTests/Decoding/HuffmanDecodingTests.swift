import CJPEG
import FaceInference
import Organizer
import Testing

/// Our decoding of Huffman codes against libjpeg's, of the same data.
@Suite struct HuffmanDecodingTests {
  private static let names = PhotoFixture.names.filter { $0.hasSuffix(".jpg") }

  /// What a decoder makes of a file.
  private struct Outcome: Equatable {
    var status = PSJ_OK
    var rowCount: Int32 = 0
    var samples: [UInt8] = []
    /// Whether it knows where decoding can begin.
    var hasEntries = false

    /// Decodes a file at some eighths of its size, the codes by libjpeg or not.
    init(_ bytes: [UInt8], eighths: Int32, keepsLibraryCodes: Bool) {
      bytes.withUnsafeBufferPointer { buffer in
        guard let decoder = psj_open(buffer.baseAddress, buffer.count) else { return }
        defer { psj_close(decoder) }
        var info = psj_info()
        status = psj_read_header(decoder, &info)
        guard status == PSJ_OK, Int(info.width) * Int(info.height) < 1_000_000 else { return }
        if keepsLibraryCodes { psj_keep_codes(decoder) }
        var (width, height): (Int32, Int32) = (0, 0)
        status = psj_start(decoder, eighths, &width, &height)
        guard status == PSJ_OK else { return }
        let stride = Int(width) * (info.components == 4 ? 4 : 3)
        samples = Array(repeating: 0, count: stride * Int(height))
        rowCount = samples.withUnsafeMutableBufferPointer {
          psj_read_rows(decoder, $0.baseAddress, stride, height)
        }
        var entries: UnsafePointer<psj_entry>?
        hasEntries = psj_entries(decoder, &entries) > 0
      }
    }

    static func == (a: Outcome, b: Outcome) -> Bool {
      a.status == b.status && a.rowCount == b.rowCount && a.samples == b.samples
    }
  }

  @Test(arguments: names, [1, 2, 4, 8] as [Int32])
  func pixelsAreTheLibrarys(name: String, eighths: Int32) throws {
    let bytes = try PhotoFixture.bytes(name)
    let ours = Outcome(bytes, eighths: eighths, keepsLibraryCodes: false)
    let theirs = Outcome(bytes, eighths: eighths, keepsLibraryCodes: true)
    #expect(ours == theirs && ours.rowCount > 0)
    #expect(ours.hasEntries == (name != "progressive.jpg") && !theirs.hasEntries)
  }

  /// Longer codes and numbers than photos have, of every quality.
  @Test func pixelsOfNoiseAreTheLibrarys() throws {
    var generator = PhotoFixture.Generator(seed: 21)
    for quality in stride(from: 1, through: 100, by: 3) {
      let (width, height) = (Int.random(in: 1...70, using: &generator), 40)
      let pixels = (0..<width * height * 3).map { _ in
        Bool.random(using: &generator) ? UInt8.random(in: 0...255, using: &generator) : 255
      }
      let bytes = try pixels.withUnsafeBufferPointer { pixels in
        var count = 0
        let file = try #require(
          psj_encode(pixels.baseAddress, Int32(width), Int32(height), Int32(quality), &count))
        defer { psj_free(file) }
        return Array(UnsafeBufferPointer(start: file, count: count))
      }
      #expect(
        Outcome(bytes, eighths: 8, keepsLibraryCodes: false)
          == Outcome(bytes, eighths: 8, keepsLibraryCodes: true))
    }
  }

  /// What lies between two refills is as long as it can be.
  @Test(arguments: 0..<120)
  func pixelsOfRandomCodesAreTheLibrarys(seed: Int) {
    var generator = PhotoFixture.Generator(seed: UInt64(seed))
    let bytes = RandomCodedPicture.file(isGray: seed % 2 == 0, using: &generator)
    let ours = Outcome(bytes, eighths: 8, keepsLibraryCodes: false)
    #expect(ours == Outcome(bytes, eighths: 8, keepsLibraryCodes: true))
    #expect(ours.status == PSJ_OK && ours.rowCount > 0)
  }

  @Test(arguments: names)
  func pixelsOfACutFileAreTheLibrarys(name: String) throws {
    let whole = try PhotoFixture.bytes(name)
    for length in stride(from: 100, to: whole.count, by: max(1, whole.count / 100)) {
      let bytes = Array(whole[..<length])
      let ours = Outcome(bytes, eighths: 8, keepsLibraryCodes: false)
      #expect(ours == Outcome(bytes, eighths: 8, keepsLibraryCodes: true), "\(length)")
    }
  }

  /// Some programs leave the end marker out.
  @Test(arguments: names.filter { $0 != "progressive.jpg" })
  func aFileWithoutItsEndMarkerIsSound(name: String) throws {
    let whole = try PhotoFixture.bytes(name)
    let bytes = Array(whole.dropLast(2))
    let photo = try PhotoDecoder().decode(bytes.span)
    #expect(photo.damage == nil)
    #expect(try photo.image == PhotoDecoder().decode(whole.span).image)
  }

  /// Bytes that belong to nothing.
  @Test func bytesBeforeARestartMarkerAreDamage() throws {
    let whole = try PhotoFixture.bytes("restart.jpg")
    let marker = try #require(
      whole.indices.dropLast().last { whole[$0] == 0xFF && whole[$0 + 1] & 0xF8 == 0xD0 })
    let bytes = Array(whole[..<marker] + Array(repeating: 0x55, count: 40) + whole[marker...])
    let photo = try PhotoDecoder().decode(bytes.span)
    #expect(photo.damage?.detail.contains("extraneous bytes") == true)
    #expect(photo.damage?.reachedRows == 155)
    #expect(try photo.image == PhotoDecoder().decode(whole.span).image)
  }

  @Test(arguments: names)
  func pixelsOfADamagedFileAreTheLibrarys(name: String) throws {
    let original = try PhotoFixture.bytes(name)
    var generator = PhotoFixture.Generator(seed: 22)
    var comparedCount = 0
    for _ in 0..<300 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] =
          Bool.random(using: &generator) ? 0xFF : .random(in: 0...255, using: &generator)
      }
      // A byte of 255 in front of another: libjpeg then begins a unit anew, without removing what it
      // has decoded of it.
      guard !bytes.indices.dropLast().contains(where: { bytes[$0] == 255 && bytes[$0 + 1] == 255 })
      else { continue }
      comparedCount += 1
      let ours = Outcome(bytes, eighths: 8, keepsLibraryCodes: false)
      #expect(ours == Outcome(bytes, eighths: 8, keepsLibraryCodes: true))
    }
    #expect(comparedCount > 200)
  }
}
