import Foundation
import Organizer
import Testing

@Suite struct PersonLinksTests {
  private func photo(_ path: String, taken: (year: Int, second: Int)? = nil) throws
    -> (path: PhotoPath, photo: CatalogPhoto)
  {
    let sample = try SampleLibrary()
    var metadata = PhotoMetadata()
    metadata.takenAt = taken.flatMap {
      CaptureTime(year: $0.year, month: 3, day: 9, hour: 1, minute: 2, second: $0.second)
    }
    let digest = try sample.add(path, metadata: metadata)
    return (PhotoPath(path), try #require(try sample.catalog.photos()[digest]))
  }

  @Test func linksSortByTimeAndUndatedOnesComeLast() throws {
    let photos = [
      try photo("z.jpg", taken: (1999, 5)), try photo("b/y.JPG", taken: (2019, 1)),
      try photo("a/x.jpg", taken: (2019, 2)), try photo("1.png"),
    ]
    let names = PersonLinks.names(photos.shuffled())
    #expect(
      names.keys.sorted() == [
        "19990309-010205 z.jpg", "20190309-010201 y.JPG", "20190309-010202 x.jpg", "undated 1.png",
      ])
    for (path, _) in photos { #expect(names.values.contains(path)) }
  }

  @Test func photosThatWouldShareANameGetDigits() throws {
    let paths = ["a/x.jpg", "b/x.jpg", "c/X.JPG", "d/\u{E9}.jpg", "e/e\u{301}.jpg", "f/y.jpg"]
    let names = PersonLinks.names(try paths.map { try photo($0) })
    #expect(names.count == paths.count)
    #expect(Set(names.keys.map { $0.lowercased() }).count == paths.count)
    #expect(names["undated y.jpg"] == PhotoPath("f/y.jpg"))
    #expect(names.keys.count { $0.contains("-") } == 5)
  }

  @Test func namesAreShortAndHaveNoSlash() throws {
    let long = String(repeating: "ü", count: 125)
    let marks = "e" + String(repeating: "\u{301}", count: 120)
    let paths = ["a/\u{301}b.jpg", long + ".jpeg", "x." + long, marks + ".jpg", "a/.jpg", "none"]
    let names = PersonLinks.names(try paths.map { try photo($0) })
    #expect(names.count == paths.count)
    for name in names.keys {
      #expect(name.utf8.count <= 255 && !name.utf8.contains(UInt8(ascii: "/")), "\(name)")
      #expect(PersonLinks.isName(name), "\(name)")
    }
  }

  @Test(arguments: [
    "film.mp4", "undated", "undated.jpg", "20190309 x.jpg", "20190309-0102 x.jpg", "", " x",
    "2019030X-010201 x.jpg", "20190309-010201", "20190309_010201 x.jpg",
  ])
  func namesOfOthersAreTold(name: String) {
    #expect(!PersonLinks.isName(name))
  }

  @Test(arguments: [
    ("/p/People/Anna", "/p/a/b.jpg", "../../a/b.jpg"), ("/p", "/p/b.jpg", "b.jpg"),
    ("/x/y", "/p/b.jpg", "../../p/b.jpg"), ("/p/e\u{301}", "/p/\u{E9}/b.jpg", "../\u{E9}/b.jpg"),
    ("/p/People/Anna", "/p/\u{301}b.jpg", "../../\u{301}b.jpg"),
  ])
  func relativePathsLeadThere(folder: String, file: String, expected: String) {
    let path = PersonLinks.relativePath(from: folder, to: file)
    // The path may take a way round, but it must lead to the same bytes.
    #expect(resolve(folder + "/" + path) == Array(file.utf8))
    if !file.contains("/\u{301}") { #expect(path.utf8.elementsEqual(expected.utf8)) }
  }

  private func resolve(_ path: String) -> [UInt8] {
    var parts: [ArraySlice<UInt8>] = []
    for part in Array(path.utf8).split(separator: UInt8(ascii: "/")) {
      if Array(part) == Array("..".utf8) { parts.removeLast() } else { parts.append(part) }
    }
    return parts.reduce(into: []) { $0 += [UInt8(ascii: "/")] + $1 }
  }
}
