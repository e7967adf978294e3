import Organizer
import Testing

@Suite struct LibraryStatusTests {
  /// Anna in three photos, twelve clusters of one to twelve faces without a name, a bad photo.
  private func sample() throws -> SampleLibrary {
    let sample = try SampleLibrary()
    for number in 1...3 {
      var metadata = PhotoMetadata()
      metadata.takenAt = CaptureTime(
        year: 2010 + number, month: 1, day: 1, hour: 0, minute: 0, second: 0)
      let photo = try sample.add(
        "anna \(number)", [.init(x: 1, cluster: 50)], metadata: metadata,
        damage: number == 2 ? "cut" : nil)
      try sample.name("Anna", [(photo, 1)])
    }
    for cluster in 1...12 {
      for photo in 1...cluster {
        try sample.add("\(cluster)-\(photo)", [.init(x: 1, cluster: cluster), .init(x: 300)])
      }
    }
    try sample.catalog.store(SampleLibrary.file("closed"), .unreadable(reason: "denied"), nil)
    try sample.catalog.store(SampleLibrary.file("notes.txt"), .notAPhoto, nil)
    return sample
  }

  @Test func theNextAnswersAreTheLargestClusters() throws {
    let status = LibraryStatus(try sample().labelled())
    #expect(status.photos == 3 + 78 && status.faces == 3 + 2 * 78)
    #expect(status.named == 3 && status.people == 1)
    #expect(status.unnamedClusters == 12 && status.nextAnswers == 10)
    #expect(status.namedAfterNext == 3 + 78 - 1 - 2)
    #expect(status.failures.map { "\($0.path): \($0.reason)" } == ["closed: denied"])
    #expect(status.warnings.map { "\($0.path): \($0.reason)" } == ["anna 2: cut"])
  }

  @Test func peopleComeFirstThenClustersTheLargestFirst() throws {
    let sample = try sample()
    let reference = try sample.add("reference", [.init(x: 1)])
    try sample.enroll("Zoë", [(reference, 1)])
    let rows = PeopleTable(try sample.labelled()).rows
    #expect(
      rows.map(\.name) == ["Anna", "Zoë"] + (1...12).reversed().map { "unknown-\($0)" })
    #expect(rows[0].faces == 3 && rows[0].confirmed == 3 && rows[0].photos == 3)
    #expect(rows[0].clusters == [50])
    #expect(rows[0].first == "2011-01-01T00:00:00" && rows[0].last == "2013-01-01T00:00:00")
    // Who is enrolled by a photo in the tree is in that photo.
    #expect(rows[1].faces == 1 && rows[1].person != nil && rows[1].confirmed == 1)
    #expect(rows[2].faces == 12 && rows[2].person == nil && rows[2].confirmed == 0)
  }
}
