import Organizer
import Testing

@Suite struct PhotoFormatTests {
  @Test(arguments: [
    ("\u{89}PNG\r\n\u{1A}\n", PhotoFormat.png),
    ("\u{FF}\u{D8}\u{FF}\u{E0}", .jpeg),
    ("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic", .heif),
    ("\0\0\0\u{18}ftypmif1\0\0\0\0mif1heic", .heif),
    ("\0\0\0\u{1C}ftypmif1\0\0\0\0mif1avifmiaf", .avif),
    ("\0\0\0\u{18}ftypavif\0\0\0\0avifmif1", .avif),
    ("\0\0\0\u{18}ftypcrx \0\0\0\u{1}crx isom", .cameraRaw),
    ("RIFF\u{10}\0\0\0WEBPVP8 ", .webp),
    ("II*\0\u{8}\0\0\0", .tiff),
    ("MM\0*\0\0\0\u{8}", .tiff),
    ("II*\0\u{10}\0\0\0CR\u{2}\0", .cameraRaw),
    ("IIU\0\u{18}\0\0\0", .cameraRaw),
    ("FUJIFILMCCD-RAW 0201", .cameraRaw),
    ("GIF89a", .gif),
    ("BM\0\0\0\0\0\0\0\0\u{36}\0\0\0\u{28}\0\0\0", .bmp),
    ("8BPS\0\u{1}", .photoshop),
    ("\0\0\0\u{C}jP  \r\n\u{87}\n", .jpeg2000),
    ("\0\0\0\u{C}JXL \r\n\u{87}\n", .jpegxl),
  ])
  func leadingBytesTellTheFormat(start: String, format: PhotoFormat) {
    #expect(sniffed(start) == format)
  }

  @Test(arguments: [
    "", "B", "BMW is a car, not a bitmap", "hello", "\u{FF}\u{D8}", "RIFF\u{10}\0\0\0WAVEfmt ",
    "\0\0\0\u{18}ftypisom\0\0\0\0mp42avc1", "\0\0\0\u{14}ftypqt  \0\0\0\0qt  ", "%PDF-1.7",
  ])
  func otherFilesAreNoPhotos(start: String) {
    #expect(sniffed(start) == nil)
  }

  @Test func brandsBehindTheFirstBoxDoNotCount() {
    let start = "\0\0\0\u{10}ftypisom\0\0\0\0heicheicheicheic"
    #expect(sniffed(start) == nil)
  }

  @Test func anyPrefixOfAnySignatureIsJudgedWithoutATrap() {
    var generator = PhotoFixture.Generator(seed: 1)
    for _ in 0..<2000 {
      var prefix = bytes("\0\0\0\u{20}ftypheic\0\0\0\0mif1heic")
      prefix = Array(prefix.prefix(Int.random(in: 0...prefix.count, using: &generator)))
      if let index = prefix.indices.randomElement(using: &generator) {
        prefix[index] = .random(in: 0...255, using: &generator)
      }
      _ = PhotoFormat(sniffing: prefix.span)
    }
  }

  @Test func onlyJPEGAndPNGAreDecodable() {
    #expect(PhotoFormat.allCases.filter(\.isDecodable) == [.jpeg, .png])
  }

  private func sniffed(_ start: String) -> PhotoFormat? {
    let start = bytes(start)
    return PhotoFormat(sniffing: start.span)
  }

  /// Every character is one byte.
  private func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8($0.value) }
  }
}
