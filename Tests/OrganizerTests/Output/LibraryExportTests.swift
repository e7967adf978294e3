import Organizer
import Testing

@Suite struct LibraryExportTests {
  @Test func theTableHasARowForEachFaceOfEachFileInOrder() throws {
    let sample = try SampleLibrary()
    var metadata = PhotoMetadata()
    metadata.takenAt = CaptureTime(year: 2019, month: 1, day: 2, hour: 3, minute: 4, second: 5)
    metadata.model = "-Camera, \"new\""
    metadata.position = GPSPosition(latitude: -1.5, longitude: 0.25)
    let b = try sample.add(
      "b.jpg", [.init(x: 400, direction: [1, 0, 0, 0], cluster: 7), .init(x: 20.25, cluster: 8)],
      metadata: metadata)
    try sample.add(
      "=a.jpg", content: "b.jpg",
      [
        .init(x: 400, direction: [1, 0, 0, 0], cluster: 7), .init(x: 20.25, cluster: 8),
      ], metadata: metadata)
    try sample.add("nobody.jpg")
    try sample.name("Anna, Ben", [(b, 400)])
    let digest = b.description
    let tail = "50,100,100,0.875,0.9"
    let data = "2019-01-02T03:04:05,-1.5,0.25,\"'-Camera, \"\"new\"\"\",\(digest)"
    let rows = ["'=a.jpg", "b.jpg"].flatMap { photo in
      [
        "\(photo),,unknown,,20.3,\(tail),8,\(data)",
        "\(photo),\"Anna, Ben\",confirmed,,400,\(tail),7,\(data)",
      ]
    }
    let header =
      "photo,person,state,similarity,x,y,width,height,detection_score,quality,cluster,taken_at,"
      + "latitude,longitude,camera,digest"
    let table = String(decoding: LibraryExport(try sample.labelled()).csv(), as: UTF8.self)
    #expect(table == ([header] + rows).map { $0 + "\r\n" }.joined())
  }

  @Test func jsonHasTheSameColumnsAndNoGuards() throws {
    let sample = try SampleLibrary()
    try sample.add("=a.jpg", [.init(x: 1)])
    guard case .array(let rows) = LibraryExport(try sample.labelled()).json(),
      case .object(let row)? = rows.first
    else {
      Issue.record("no array of objects")
      return
    }
    #expect(row.count == 16)
    #expect(row["photo"] == .string("=a.jpg"))
    #expect(row["person"] == .null && row["similarity"] == .null && row["cluster"] == .null)
  }

  @Test func anEmptyLibraryIsAHeaderAlone() throws {
    let export = LibraryExport(try SampleLibrary().labelled())
    #expect(export.csv().count { $0 == 10 } == 1)
    #expect(export.json() == .array([]))
  }
}
