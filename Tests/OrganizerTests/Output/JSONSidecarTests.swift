import Foundation
import Organizer
import Testing

@Suite struct JSONSidecarTests {
  @Test func reportsAreAsRecorded() throws {
    let sample = try SampleLibrary()
    var metadata = PhotoMetadata()
    metadata.takenAt = CaptureTime(
      year: 2019, month: 7, day: 14, hour: 15, minute: 30, second: 0, offsetInMinutes: 120)
    (metadata.make, metadata.model, metadata.lens) = ("Canon", "Canon EOS 40D", "EF 50mm \"f/1.8\"")
    (metadata.fNumber, metadata.iso, metadata.focalLength) = (1.8, 400, 50)
    metadata.exposureTime = ExposureTime(numerator: 1, denominator: 125)
    metadata.position = GPSPosition(latitude: 48.1374, longitude: -11.5755, altitude: 519.25)
    let anna: [Float] = [1, 0, 0, 0]
    let photo = try sample.add(
      "2019/a.jpg",
      [
        .init(x: 600.126, direction: [4, 3, 0, 0], cluster: 3),
        .init(x: 20, direction: anna, cluster: 2),
        .init(x: 300, direction: nil),
      ], metadata: metadata, damage: "the end is missing")
    let other = try sample.add("b.jpg", [.init(x: 20, direction: [1, 0.1, 0, 0], cluster: 3)])
    try sample.name("Anna \"A\"", [(photo, 20), (other, 20)])
    let library = try sample.labelled()
    let text = library.photoFiles.map {
      String(decoding: JSONSidecar(library).render($0.path, $0.photo).prettyBytes(), as: UTF8.self)
    }.joined()
    let golden = Bundle.module.bundleURL.appendingPathComponent("Fixtures/Reports/reports.txt")
    #expect(try text == String(contentsOf: golden, encoding: .utf8))
  }

  @Test func aPhotoThatCouldNotBeDecodedHasAReportWithTheProblem() throws {
    let sample = try SampleLibrary()
    let photo = CatalogPhoto(
      digest: SampleLibrary.digest("x"), bytes: 0, settings: "",
      outcome: .failed(reason: "it is empty"))
    #expect(
      JSONSidecar(try sample.labelled()).render(PhotoPath("x.jpg"), photo)
        == .object([
          "schema": .string("photosort.sidecar/1"), "photo": .string("x.jpg"),
          "digest": .string(photo.digest.description), "bytes": .integer(0),
          "problem": .string("it is empty"),
        ]))
  }
}
