import Organizer
import Testing

@Suite struct PhotoPathTests {
  @Test func pathsAreEqualWhenTheirBytesAre() {
    let (composed, decomposed) = (PhotoPath("\u{E9}.jpg"), PhotoPath("e\u{301}.jpg"))
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed, PhotoPath("\u{E9}.jpg")]).count == 2)
    #expect(PhotoPath("") == PhotoPath("") && PhotoPath("") < PhotoPath("a"))
  }

  @Test func pathsAreOrderedAsTheirBytes() {
    var generator = SeededGenerator(seed: 7)
    let alphabet = ["a", "B", "/", "\u{E9}", "e\u{301}", "\u{301}", "👧", " ", ".", "ß"]
    let paths = (0..<300).map { _ in
      (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? ""
      }.joined()
    }
    let sorted = paths.map { PhotoPath($0) }.sorted().map { Array($0.text.utf8) }
    #expect(sorted == paths.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
  }
}
