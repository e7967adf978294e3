import Organizer
import Testing

@Suite struct PhotoDigestTests {
  /// FIPS 180-2, appendix B.1.
  private let ofABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test func digestIsTheStandardsForItsExample() {
    #expect(PhotoDigest(of: Array("abc".utf8)).description == ofABC)
  }

  @Test func digestOfChunksIsTheDigestOfTheWhole() {
    let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var accumulator = PhotoDigest.Accumulator()
    for start in stride(from: 0, to: content.count, by: 777) {
      content[start..<min(start + 777, content.count)].withUnsafeBytes { accumulator.update($0) }
    }
    #expect(accumulator.digest() == PhotoDigest(of: content))
  }

  @Test func textAndBytesRoundTrip() throws {
    for number in 0..<100 {
      let digest = PhotoDigest(of: [UInt8(number)])
      #expect(PhotoDigest(digest.description) == digest)
      #expect(PhotoDigest(bytes: digest.bytes) == digest)
      #expect(
        PhotoDigest(
          digest.description.replacing(digest.hexadecimal, with: digest.hexadecimal.uppercased()))
          == digest)
    }
  }

  @Test func orderIsThatOfTheDigits() {
    let digests = (0..<200).map { PhotoDigest(of: [UInt8($0)]) }
    #expect(digests.sorted().map(\.description) == digests.map(\.description).sorted())
  }

  @Test(arguments: [
    "", "sha256:", "sha256:ba78",
    "md5:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha256:ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
    "sha256:é7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  ])
  func textThatIsNoDigestIsNil(text: String) {
    #expect(PhotoDigest(text) == nil)
  }

  @Test func wrongNumberOfBytesIsNil() {
    #expect(PhotoDigest(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    #expect(PhotoDigest(bytes: [UInt8](repeating: 0, count: 33)) == nil)
  }
}
