import FaceInference
import Foundation
import Organizer
import Testing

@Suite struct AnalysisCatalogTests {
  @Test func facesComeBackBitByBit() throws {
    let sample = try SampleLibrary()
    var generator = SeededGenerator(seed: 3)
    let photo = SampleLibrary.digest("x.jpg")
    let faces = (0..<50).map { number in
      var face = SampleLibrary.face(.init(x: 0), of: photo)
      let values = (0..<512).map { _ in Float.random(in: -1...1, using: &generator) }
      face = CatalogFace(
        photo: photo,
        detection: FaceDetection(
          box: BoundingBox(
            x: Float(number) - 0.1, y: -.leastNonzeroMagnitude, width: 1 / 3, height: 1e30),
          landmarks: face.detection.landmarks, score: .random(in: 0...1, using: &generator)),
        quality: .random(in: 0...1, using: &generator),
        embedding: number == 7 ? nil : Embedding(normalizing: values + [-0.0]),
        cluster: number % 3 == 0 ? number : nil)
      return face
    }
    let analysis = PhotoAnalysis(photo: try photoRecord(sample, "x.jpg"), faces: faces.shuffled())
    try sample.catalog.store(SampleLibrary.file("x.jpg"), .photo(photo), analysis)
    let stored = try sample.catalog.faces()
    let unit = faces.map { face in
      // The length of the raw output is not kept.
      CatalogFace(
        photo: face.photo, detection: face.detection, quality: face.quality,
        embedding: face.embedding.map { Embedding(unit: $0.values) }, cluster: face.cluster)
    }
    #expect(stored == unit)
    #expect(stored[0].embedding?.values.last?.sign == .minus)
    // Analyzed again, the photo has its new faces only.
    try sample.add("x.jpg", [.init(x: 5)])
    #expect(try sample.catalog.faces().count == 1)
  }

  /// Who opens first and who closes last locks the file for a moment.
  @Test func manyReadersAndAWriterDoNotDisturbEachOther() async throws {
    let sample = try SampleLibrary()
    try sample.add("x.jpg", [.init(x: 5, direction: [1, 0, 0, 0])])
    let path = sample.library.catalog
    try sample.catalog.close()
    let photos = try await withThrowingTaskGroup(of: Int.self) { group in
      for worker in 0..<8 {
        group.addTask {
          var photos = 0
          for round in 0..<100 {
            let catalog = try AnalysisCatalog(existing: path)
            if worker == 0 { try catalog.setSetting("round", "\(round)") }
            photos += try catalog.photos().count
            try catalog.close()
          }
          return photos
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(photos == 800)
  }

  /// The record that the sample makes of a photo.
  private func photoRecord(_ sample: SampleLibrary, _ path: String) throws -> CatalogPhoto {
    let digest = try sample.add(path)
    return try #require(try sample.catalog.photos()[digest])
  }

  /// As a bad sector or a bit that turned leaves them.
  @Test(arguments: [[Float.nan, 0], [.infinity, 0], [0, 0], [0.5, 0.5], []])
  func valuesThatAreNoDirectionAreNoEmbedding(values: [Float]) throws {
    let sample = try SampleLibrary()
    let photo = SampleLibrary.digest("x.jpg")
    var faces = [SampleLibrary.face(.init(x: 0, direction: [1, 0]), of: photo)]
    faces.append(
      CatalogFace(
        photo: photo, detection: SampleLibrary.face(.init(x: 200), of: photo).detection, quality: 1,
        embedding: Embedding(unit: values), cluster: nil))
    let analysis = PhotoAnalysis(photo: try photoRecord(sample, "x.jpg"), faces: faces)
    try sample.catalog.store(SampleLibrary.file("x.jpg"), .photo(photo), analysis)
    #expect(try sample.catalog.faces().map { $0.embedding?.values } == [[1, 0], nil])
  }

  @Test func severalResultsAreStoredAtOnce() throws {
    let sample = try SampleLibrary()
    let photo = SampleLibrary.digest("x.jpg")
    let analysis = PhotoAnalysis(
      photo: try photoRecord(sample, "x.jpg"),
      faces: [SampleLibrary.face(.init(x: 0), of: photo)])
    try sample.catalog.store([
      (SampleLibrary.file("x.jpg"), .photo(photo), analysis),
      (SampleLibrary.file("copy.jpg"), .photo(photo), nil),
      (SampleLibrary.file("closed"), .unreadable(reason: "denied"), nil),
      (SampleLibrary.file("notes"), .notAPhoto, nil),
    ])
    let files = try sample.catalog.files()
    #expect(files[PhotoPath("copy.jpg")]?.content == .photo(photo))
    #expect(files[PhotoPath("closed")]?.content == .unreadable(reason: "denied"))
    #expect(files[PhotoPath("notes")]?.content == .notAPhoto)
    #expect(try sample.catalog.faces().count == 1)
  }

  @Test func photosThatNoFileHoldsAreDroppedButThoseToKeep() throws {
    let sample = try SampleLibrary()
    let before = ["a", "b", "c"].map { "\($0) before" }
    for content in before {
      try sample.add("\(content.prefix(1)).jpg", content: content, [.init(x: 1)])
    }
    // A program wrote its tags into two of them; the other is away.
    try sample.add("a.jpg", content: "a after", [.init(x: 1)])
    try sample.add("b.jpg", content: "b after", [.init(x: 1)])
    try sample.catalog.mark(present: [], absent: [PhotoPath("c.jpg")])
    try sample.catalog.dropPhotosWithoutFile(keeping: [SampleLibrary.digest("b before")])
    let left = Set(["a after", "b after", "b before", "c before"].map(SampleLibrary.digest))
    #expect(Set(try sample.catalog.photos().keys) == left)
    #expect(Set(try sample.catalog.faces().map(\.photo)) == left)
  }

  @Test func facesAreSortedByPhotoAndFromLeftToRight() throws {
    let sample = try SampleLibrary()
    for name in ["c", "a", "b"] {
      try sample.add(name, [.init(x: 300), .init(x: -5), .init(x: 20)])
    }
    let faces = try sample.catalog.faces()
    #expect(faces.map(\.photo) == faces.map(\.photo).sorted())
    #expect(faces.map(\.detection.box.x) == [-5, 20, 300, -5, 20, 300, -5, 20, 300])
  }

  @Test func everythingIsThereWhenOpenedAgain() throws {
    let sample = try SampleLibrary()
    var metadata = PhotoMetadata()
    metadata.takenAt = CaptureTime(
      year: 2019, month: 7, day: 14, hour: 15, minute: 30, second: 0, subsecondDigits: "05",
      offsetInMinutes: 120)
    metadata.position = GPSPosition(latitude: 48.1, longitude: -11.6, altitude: 520)
    metadata.exposureTime = ExposureTime(numerator: 1, denominator: 125)
    metadata.make = "Ca\"non\n"
    try sample.add("a", [.init(x: 1, direction: [1, 0, 0, 0])], metadata: metadata, damage: "cut")
    try sample.catalog.store(SampleLibrary.file("b"), .unreadable(reason: "no"), nil)
    try sample.catalog.store(SampleLibrary.file("c"), .notAPhoto, nil)
    let bad = CatalogPhoto(
      digest: SampleLibrary.digest("bad"), bytes: 0, settings: "s",
      outcome: .failed(reason: "empty"))
    try sample.catalog.store(PhotoAnalysis(photo: bad, faces: []))
    try sample.catalog.storeOutputs(written: [(PhotoPath("é"), .min)], removed: [])
    let (files, photos, faces) =
      (try sample.catalog.files(), try sample.catalog.photos(), try sample.catalog.faces())
    try sample.catalog.close()
    let again = try AnalysisCatalog(path: sample.library.catalog)
    #expect(again.setAside == nil)
    #expect(try again.files() == files)
    #expect(try again.photos() == photos)
    #expect(try again.faces() == faces)
    #expect(photos[bad.digest] == bad)
    #expect(photos[SampleLibrary.digest("a")]?.facts?.metadata == metadata)
    #expect(files[PhotoPath("b")]?.content == .unreadable(reason: "no"))
    #expect(try again.outputs() == [PhotoPath("é"): .min])
  }

  @Test func pathsAreTwoWhereOnlyTheCompositionDiffers() throws {
    let sample = try SampleLibrary()
    try sample.add("\u{E9}.jpg")
    try sample.add("e\u{301}.jpg")
    #expect(try sample.catalog.files().count == 2)
    try sample.catalog.mark(present: [], absent: [PhotoPath("\u{E9}.jpg")])
    let present = try sample.catalog.files().values.filter(\.isPresent)
    #expect(present.map(\.file.path) == [PhotoPath("e\u{301}.jpg")])
  }

  @Test func clusterNumbersAreStoredForFacesWhereverTheyLie() throws {
    let sample = try SampleLibrary()
    for name in ["a", "b"] { try sample.add(name, [.init(x: 1), .init(x: 200)]) }
    var faces = try sample.catalog.faces()
    let previous = faces.map(\.cluster)
    for (index, number) in [4, 5, 5].enumerated() { faces[index].cluster = number }
    try sample.catalog.storeClusters(faces, previous: previous, next: 6)
    #expect(try sample.catalog.faces() == faces)
    #expect(try sample.catalog.setting("next cluster") == "6")
  }

  @Test func whatIsNoCatalogIsSetAsideWhole() throws {
    let folder = try TemporaryFolder()
    let bytes = String(repeating: "no database ", count: 1000)
    try folder.write(bytes, to: "catalog.sqlite")
    try folder.write("older", to: "catalog.sqlite.damaged")
    let catalog = try AnalysisCatalog(path: folder("catalog.sqlite"))
    #expect(catalog.setAside == folder("catalog.sqlite.damaged"))
    #expect(folder.text("catalog.sqlite.damaged") == bytes)
    #expect(try catalog.files().isEmpty)
  }

  @Test func whoOnlyReadsLeavesADamagedCatalogWhereItIs() throws {
    let folder = try TemporaryFolder()
    let bytes = String(repeating: "no database ", count: 1000)
    try folder.write(bytes, to: "catalog.sqlite")
    let failure = #expect(throws: AnalysisCatalog.Failure.self) {
      try AnalysisCatalog(existing: folder("catalog.sqlite"))
    }
    #expect(failure?.kind == .damaged)
    #expect(folder.text("catalog.sqlite") == bytes)
    #expect(folder.names() == ["catalog.sqlite"])
  }

  /// A catalog of many pages with rubbish in those after the third.
  private func damagedSample() throws -> SampleLibrary {
    let sample = try SampleLibrary()
    for number in 0..<200 { try sample.add("\(number).jpg", [.init(x: 1), .init(x: 200)]) }
    try sample.catalog.close()
    let url = URL(fileURLWithPath: sample.library.catalog)
    var bytes = try Data(contentsOf: url)
    try #require(bytes.count > 8 * 4096)
    for offset in stride(from: 3 * 4096, to: bytes.count, by: 7) { bytes[offset] ^= 0x5A }
    try bytes.write(to: url)
    return sample
  }

  @Test func damageBehindTheHeaderIsToldByReaders() throws {
    let sample = try damagedSample()
    let catalog = try AnalysisCatalog(existing: sample.library.catalog)
    let failure = #expect(throws: AnalysisCatalog.Failure.self) {
      _ = (try catalog.files(), try catalog.photos(), try catalog.faces())
    }
    #expect(failure?.kind == .damaged)
  }

  @Test func damageBehindTheHeaderIsMendedByScans() throws {
    let sample = try damagedSample()
    let catalog = try AnalysisCatalog(path: sample.library.catalog)
    #expect(catalog.setAside == sample.library.catalog + ".damaged")
    #expect(try catalog.files().isEmpty)
  }

  @Test func aCatalogIsReadWhereNothingCanBeWritten() throws {
    let sample = try SampleLibrary()
    try sample.add("a.jpg", [.init(x: 1)])
    let faces = try sample.catalog.faces()
    try sample.catalog.close()
    // What a reader would write to is in the way of itself, as on a full or read-only disk.
    let odd = try TemporaryFolder()
    let path = odd("100% of #1?.sqlite")
    try FileManager.default.copyItem(atPath: sample.library.catalog, toPath: path)
    try odd.makeFolder("100% of #1?.sqlite-wal")
    #expect(throws: AnalysisCatalog.Failure.self) { try AnalysisCatalog(path: path) }
    #expect(try AnalysisCatalog(existing: path).faces() == faces)
  }

  @Test func openingAndReadingChangeNothing() throws {
    let sample = try SampleLibrary()
    try sample.add("a", [.init(x: 1)])
    try sample.catalog.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: sample.library.catalog))
    for _ in 0..<2 {
      let catalog = try AnalysisCatalog(path: sample.library.catalog)
      _ = (try catalog.files(), try catalog.photos(), try catalog.faces())
      try catalog.close()
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: sample.library.catalog)) == before)
  }

  @Test func aCatalogThatCannotBeOpenedIsAFailure() {
    #expect(throws: AnalysisCatalog.Failure.self) {
      try AnalysisCatalog(path: "/nowhere/at/all/catalog.sqlite")
    }
  }
}
