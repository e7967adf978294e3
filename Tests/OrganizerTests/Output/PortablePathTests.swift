import Organizer
import Testing

@Suite struct PortablePathTests {
  @Test func pathsOfALibraryMoveWithItAndOthersStay() throws {
    let (old, new) = (try TemporaryFolder(), try TemporaryFolder())
    let before = PortablePath(
      library: try PhotoLibrary.forScan(of: [old.path], explicit: nil))
    let after = PortablePath(
      library: try PhotoLibrary.forScan(of: [new.path], explicit: nil))
    for name in [".photosort/reports/a.json", "a/b.jpg.json", "\u{301}.json", "library:x", ""] {
      let path = name.isEmpty ? old.path : old(name)
      let kept = before.text(of: path)
      #expect(kept.utf8.first != UInt8(ascii: "/"))
      #expect(before.path(of: kept) == path)
      #expect(after.path(of: kept) == (name.isEmpty ? new.path : new(name)))
    }
    for path in ["/elsewhere/x.json", old.path + "2/x.json"] {
      #expect(before.text(of: path) == path)
      #expect(after.path(of: path) == path)
    }
    #expect(before.path(of: "reports") == nil)
  }
}
