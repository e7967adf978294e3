import Organizer
import Testing

@Suite struct IgnorePatternsTests {
  @Test(arguments: [
    ("*.tmp", "a.tmp", true), ("*.tmp", "b/a.tmp", true), ("*.tmp", "a.jpg", nil),
    ("draft?.jpg", "draft1.jpg", true), ("draft?.jpg", "draft12.jpg", nil),
    ("IMG_[0-4]*", "IMG_3.jpg", true), ("IMG_[0-4]*", "IMG_7.jpg", nil),
    ("a/b.jpg", "a/b.jpg", true), ("a/b.jpg", "c/a/b.jpg", nil), ("a/*", "a/b.jpg", true),
    ("a/*", "a/b/c.jpg", nil), ("/a.jpg", "a.jpg", true), ("# a", "# a", nil), ("", "", nil),
    ("a.jpg  \r", "a.jpg", true), ("*\n!keep.jpg", "keep.jpg", false),
    ("!keep.jpg\n*", "keep.jpg", true), ("*\r\n!keep.jpg\r\n", "keep.jpg", false),
    ("a b.jpg", "a b.jpg", true), ("Ärger*", "Ärger 1.jpg", true), ("[", "x", nil), ("!", "!", nil),
    ("/", "x", nil),
  ])
  func filesAreJudgedByTheLastPatternThatSpeaksOfThem(
    patterns: String, path: String, verdict: Bool?
  ) {
    #expect(IgnorePatterns(patterns).verdict(on: path, isFolder: false) == verdict)
  }

  @Test func aSlashAtTheEndMeansFolders() {
    let patterns = IgnorePatterns("cache/\n/top/\n")
    #expect(patterns.verdict(on: "a/cache", isFolder: true) == true)
    #expect(patterns.verdict(on: "a/cache", isFolder: false) == nil)
    #expect(patterns.verdict(on: "top", isFolder: true) == true)
  }
}
