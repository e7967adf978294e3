import Organizer
import Testing

@Suite struct EXIFReaderTests {
  @Test(arguments: [false, true])
  func everyFieldIsRead(isBigEndian: Bool) {
    let content = read(complete(isBigEndian: isBigEndian))
    let metadata = content.metadata
    #expect(content.orientation == .quarterTurn)
    #expect(metadata.takenAt?.description == "2019-07-14T15:30:00.123+02:00")
    #expect(metadata.camera == "Canon EOS 40D" && metadata.make == "Canon")
    #expect(metadata.lens == "EF50mm f/1.8")
    #expect(metadata.exposureTime?.text == "1/125")
    #expect(metadata.fNumber == 2.8 && metadata.iso == 400 && metadata.focalLength == 50)
    #expect(abs((metadata.position?.latitude ?? 0) + (52 + 30.0 / 60 + 15.5 / 3600)) < 1e-12)
    #expect(abs((metadata.position?.longitude ?? 0) - (13 + 24.0 / 60)) < 1e-12)
    #expect(metadata.position?.altitude == -34.5)
  }

  @Test func theSignatureOfAJPEGSegmentIsAllowed() {
    let block = Array("Exif\0\0".utf8) + complete(isBigEndian: false).bytes
    #expect(read(block) == read(complete(isBigEndian: false)))
  }

  @Test func datesFollowEachOtherWithTheirOwnFractions() {
    var exif = EXIFBuilder()
    exif.add(0x0132, "2001:01:01 01:01:01", in: .main)
    exif.add(0x9290, "1", in: .photo)
    exif.add(0x9010, "+01:00", in: .photo)
    #expect(read(exif).metadata.takenAt?.description == "2001-01-01T01:01:01.1+01:00")
    exif.add(0x9004, "2002:02:02 02:02:02", in: .photo)
    exif.add(0x9292, "2", in: .photo)
    #expect(read(exif).metadata.takenAt?.description == "2002-02-02T02:02:02.2")
    var original = exif
    original.add(0x9003, "2003:03:03 03:03:03", in: .photo)
    original.add(0x9011, "-03:00", in: .photo)
    #expect(read(original).metadata.takenAt?.description == "2003-03-03T03:03:03-03:00")
    exif.add(0x9003, "0000:00:00 00:00:00", in: .photo)
    exif.add(0x9011, "-03:00", in: .photo)
    #expect(read(exif).metadata.takenAt?.description == "2002-02-02T02:02:02.2")
  }

  @Test func photoTagsInTheMainDirectoryCount() {
    var exif = EXIFBuilder()
    exif.add(0x9003, "2003:03:03 03:03:03", in: .main)
    #expect(read(exif).metadata.takenAt?.description == "2003-03-03T03:03:03")
  }

  @Test(arguments: [
    ("Canon\0\0rest", "Canon"), ("  NIKON  ", "NIKON"), ("M\u{FC}ller", "M\u{FC}ller"), ("", nil),
    ("   ", nil), ("a\u{1B}[31mb\nc", "a [31mb c"),
  ])
  func textsAreCleaned(text: String, expected: String?) {
    var exif = EXIFBuilder()
    exif.add(0x010F, text, in: .main)
    #expect(read(exif).metadata.make == expected)
  }

  @Test func whatIsNoUTF8IsLatin1() {
    var exif = EXIFBuilder()
    exif.add(0x010F, type: 2, count: 7, [0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0], in: .main)
    #expect(read(exif).metadata.make == "Müller")
  }

  @Test(arguments: ["----", "0.0", "  "])
  func aLensWithoutLettersIsNone(lens: String) {
    var exif = EXIFBuilder()
    exif.add(0xA434, lens, in: .photo)
    #expect(read(exif).metadata.lens == nil)
  }

  @Test(arguments: [0, 9, 200, 65535] as [UInt16])
  func anUnknownOrientationIsUpright(value: UInt16) {
    var exif = EXIFBuilder()
    exif.add(0x0112, short: value, in: .main)
    #expect(read(exif).orientation == .upright)
  }

  @Test func zeroDenominatorsAndZerosAreUnknown() {
    var exif = EXIFBuilder()
    exif.add(0x829A, rationals: [(1, 0)], in: .photo)
    exif.add(0x829D, rationals: [(0, 0)], in: .photo)
    exif.add(0x920A, rationals: [(0, 1)], in: .photo)
    exif.add(0x8827, short: 0, in: .photo)
    #expect(read(exif).metadata == PhotoMetadata())
  }

  @Test func aSensitivityAboveItsTagComesFromTheOther() {
    var exif = EXIFBuilder()
    exif.add(0x8827, short: 65_535, in: .photo)
    #expect(read(exif).metadata.iso == 65_535)
    exif.add(0x8832, type: 4, count: 1, [0, 0x90, 0x01, 0], in: .photo)
    #expect(read(exif).metadata.iso == 102_400)
  }

  @Test(
    arguments: [
      ("N", "", [(52, 1), (30, 1), (0, 1)], [(13, 1)]), ("X", "E", [(52, 1)], [(13, 1)]),
      ("N", "E", [(52, 0)], [(13, 1)]), ("N", "E", [(91, 1)], [(13, 1)]),
      ("N", "E", [(52, 1), (1, 0)], [(13, 1)]), ("N", "E", [(0, 1)], [(0, 1)]),
      ("N", "E", [], [(13, 1)]), ("N", "E", [(1, 1), (1, 1), (1, 1), (1, 1)], [(13, 1)]),
      ("E", "N", [(52, 1)], [(13, 1)]),
    ] as [(String, String, [(UInt32, UInt32)], [(UInt32, UInt32)])])
  func doubtfulPositionsAreNone(
    latitudeRef: String, longitudeRef: String, latitude: [(UInt32, UInt32)],
    longitude: [(UInt32, UInt32)]
  ) {
    var exif = EXIFBuilder()
    exif.add(1, latitudeRef, in: .gps)
    exif.add(2, rationals: latitude, in: .gps)
    exif.add(3, longitudeRef, in: .gps)
    exif.add(4, rationals: longitude, in: .gps)
    #expect(read(exif).metadata.position == nil)
  }

  @Test func unknownSecondsAreZero() {
    var exif = EXIFBuilder()
    exif.add(1, "s", in: .gps)
    exif.add(2, rationals: [(10, 1), (3000, 100), (0, 0)], in: .gps)
    exif.add(3, "West", in: .gps)
    exif.add(4, rationals: [(20, 1)], in: .gps)
    #expect(read(exif).metadata.position == GPSPosition(latitude: -10.5, longitude: -20))
  }

  /// Every tag in every type, with counts that are too small, fit, or lie.
  @Test func wrongTypesAndCountsAreNil() {
    let tags: [(UInt16, EXIFBuilder.Directory)] = [
      (0x010F, .main), (0x0112, .main), (0x0132, .main), (0x829A, .photo), (0x8827, .photo),
      (0x9003, .photo), (0x9011, .photo), (0x9291, .photo), (0xA434, .photo), (1, .gps), (2, .gps),
      (3, .gps), (4, .gps), (5, .gps), (6, .gps),
    ]
    for type in 0...14 as ClosedRange<UInt16> {
      for count in [0, 1, 3, 1000, .max] as [UInt32] {
        var exif = EXIFBuilder()
        for (tag, directory) in tags {
          exif.add(tag, type: type, count: count, [1, 2, 3, 4, 5, 6, 7, 8], in: directory)
        }
        let content = read(exif)
        #expect(content.metadata.takenAt == nil && content.metadata.position == nil)
      }
    }
  }

  @Test func damageNeverTraps() {
    let whole = complete(isBigEndian: true).bytes
    for length in 0...whole.count { _ = read(Array(whole[..<length])) }
    var generator = PhotoFixture.Generator(seed: 21)
    for _ in 0..<5000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        bytes[.random(in: bytes.indices, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      _ = read(bytes)
    }
  }

  @Test func aBlockAboveTheLimitIsNotRead() {
    let bytes = complete(isBigEndian: false).bytes
    let content = bytes.withUnsafeBytes { EXIFReader.read($0, maximumBytes: bytes.count - 1) }
    #expect(content == EXIFContent())
  }

  private func complete(isBigEndian: Bool) -> EXIFBuilder {
    var exif = EXIFBuilder(isBigEndian: isBigEndian)
    exif.add(0x010F, "Canon", in: .main)
    exif.add(0x0110, "Canon EOS 40D", in: .main)
    exif.add(0x0112, short: 6, in: .main)
    exif.add(0x829A, rationals: [(10, 1250)], in: .photo)
    exif.add(0x829D, rationals: [(28, 10)], in: .photo)
    exif.add(0x8827, short: 400, in: .photo)
    exif.add(0x9003, "2019:07:14 15:30:00", in: .photo)
    exif.add(0x9011, "+02:00", in: .photo)
    exif.add(0x9291, "123", in: .photo)
    exif.add(0x920A, rationals: [(50, 1)], in: .photo)
    exif.add(0xA434, "EF50mm f/1.8", in: .photo)
    exif.add(1, "S", in: .gps)
    exif.add(2, rationals: [(52, 1), (30, 1), (1550, 100)], in: .gps)
    exif.add(3, "E", in: .gps)
    exif.add(4, rationals: [(13, 1), (24, 1), (0, 1)], in: .gps)
    exif.add(5, type: 1, count: 1, [1], in: .gps)
    exif.add(6, rationals: [(345, 10)], in: .gps)
    return exif
  }

  private func read(_ exif: EXIFBuilder) -> EXIFContent { read(exif.bytes) }

  private func read(_ bytes: [UInt8]) -> EXIFContent {
    bytes.withUnsafeBytes { EXIFReader.read($0) }
  }
}
