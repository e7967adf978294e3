import Organizer
import Testing

@Suite struct CatalogGroupingTests {
  private func group(_ sample: SampleLibrary) throws {
    var contents = try sample.labelled().contents
    _ = try CatalogGrouping(thresholds: SampleLibrary.thresholds).group(
      &contents, sample.catalog
    ) { _ in }
  }

  private func clusters(_ sample: SampleLibrary) throws -> [Int?] {
    let contents = try sample.labelled().contents
    return contents.active.map { contents.faces[$0].cluster }
  }

  /// As of a photo that a change of the embedder could not read: its old number means another group
  /// by now.
  @Test func aFaceThatIsNotGroupedLosesItsNumber() throws {
    let sample = try SampleLibrary()
    try sample.add("a", [.init(x: 1, direction: [1, 0, 0, 0]), .init(x: 300, cluster: 1)])
    try group(sample)
    let found = try clusters(sample)
    try #require(found.count == 2)
    #expect(found[0] != nil && found[1] == nil)
  }

  /// A photo on a drive that is missing has its number when it comes back.
  @Test func aFaceThatIsNotInTheTreeKeepsItsNumber() throws {
    let sample = try SampleLibrary()
    try sample.add("a", [.init(x: 1, direction: [1, 0, 0, 0])])
    try sample.add("b", [.init(x: 1, direction: [0, 1, 0, 0])])
    try group(sample)
    let before = try sample.catalog.faces().map(\.cluster)
    try sample.catalog.mark(present: [], absent: [PhotoPath("b")])
    try group(sample)
    #expect(try sample.catalog.faces().map(\.cluster) == before)
  }
}
