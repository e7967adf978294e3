import Foundation
import FoundationXML
import Organizer
import Testing

@Suite struct CalibrationTests {
  @Test func peopleWhoCanBeToldApartAreToldApart() throws {
    let sample = try SampleLibrary.people([4, 4, 4, 4, 4], noise: 0.1, seed: 1)
    let library = try sample.labelled()
    let faces = PersonFaces(library, folder: sample.library.root)
    try faces.checkPairs(folder: "x")
    var shares: [Double] = []
    let calibration = try Calibration(library, faces) { shares.append($0) }
    #expect(calibration.photos == 20 && calibration.people == 5)
    #expect(calibration.verification.genuine == 30 && calibration.verification.impostor == 160)
    #expect(calibration.verification.bestF1.f1 == 1)
    #expect(calibration.clustering.best?.scores.bCubed.f == 1)
    #expect(calibration.clustering.best?.clusters == 5)
    #expect(
      calibration.thresholds.map(\.name) == [
        "verification", "clustering", "singletonMargin", "weakJoin", "identification",
        "identificationGrowth", "margin",
      ])
    #expect(calibration.thresholds.allSatisfy { (0...1).contains($0.value) })
    // Too few pairs and strangers: what these photos do not tell stays.
    #expect(calibration.thresholds[0].meaning == .bestAccuracy)
    #expect(calibration.thresholds[4].meaning == .kept)
    #expect(abs(calibration.thresholds[4].value - 0.6) < 1e-6)
    #expect(shares == shares.sorted() && shares.last == 1)
  }

  @Test func thresholdsOfRatesAreRoundedToTheSafeSide() throws {
    let sample = try SampleLibrary.people([6, 6, 6, 6, 6, 6, 6, 6, 6], noise: 0.9, seed: 7)
    let faces = PersonFaces(try sample.labelled(), folder: sample.library.root)
    let calibration = try Calibration(try sample.labelled(), faces) { _ in }
    let threshold = try #require(calibration.thresholds.first { $0.name == "verification" })
    let point = try #require(calibration.verification.point(falseMatchRate: 0.001))
    #expect(threshold.meaning == .falseMatches(oneIn: 1000))
    #expect(threshold.value >= point.threshold && threshold.value < point.threshold + 0.0001)
  }

  @Test func theFilesHoldTheCurves() throws {
    let sample = try SampleLibrary.people([3, 3, 3], noise: 0.2, seed: 2)
    let library = try sample.labelled()
    let calibration = try Calibration(
      library, PersonFaces(library, folder: sample.library.root)
    ) { _ in }
    let folder = sample.folder("out")
    let paths = try CalibrationFiles(calibration).write(to: folder)
    #expect(
      sample.folder.names("out") == [
        "clustering.csv", "clustering.svg", "verification.csv", "verification.svg",
      ])
    for path in paths where path.hasSuffix(".svg") {
      let parser = XMLParser(data: try Data(contentsOf: URL(fileURLWithPath: path)))
      #expect(parser.parse(), "\(path): \(String(describing: parser.parserError))")
    }
    let rows = try CSVText.rows(of: CalibrationFiles(calibration).clusteringTable())
    #expect(rows.count == calibration.clustering.points.count + 1)
    #expect(rows.allSatisfy { $0.fields.count == 7 })
  }

  @Test func whatCannotBeMeasuredIsTold() throws {
    let one = try SampleLibrary.people([3], noise: 0.1, seed: 3)
    let alone = PersonFaces(try one.labelled(), folder: one.library.root)
    #expect(throws: PersonFaces.Failure.onePerson(folder: "x", person: "P00")) {
      try alone.checkPairs(folder: "x")
    }
    let singles = try SampleLibrary.people([1, 1], noise: 0.1, seed: 4)
    let strangers = PersonFaces(try singles.labelled(), folder: singles.library.root)
    #expect(throws: PersonFaces.Failure.noPairs(folder: "x")) {
      try strangers.checkPairs(folder: "x")
    }
    #expect(throws: PersonFaces.Failure.noFaces(folder: "x")) {
      try PersonFaces(try one.labelled(), folder: one.library.root + "/elsewhere")
        .checkPairs(folder: "x")
    }
    // Nor does a folder outside stand for the whole library.
    let outside = PersonFaces(try singles.labelled(), folder: "/somewhere/else")
    #expect(outside.photos == 0 && outside.people == 0)
    #expect(throws: PersonFaces.Failure.noFaces(folder: "x")) {
      try outside.checkPairs(folder: "x")
    }
  }

  @Test func theFirstPeopleWithEnoughPhotosAreTaken() throws {
    let sample = try SampleLibrary.people([2, 5, 1, 4, 6], noise: 0.1, seed: 5)
    let faces = PersonFaces(try sample.labelled(), folder: sample.library.root)
    let some = try faces.first(people: 2, photos: 4, isExact: true, folder: "x")
    #expect(some.people == 2 && some.photos == 8)
    #expect(try faces.first(people: 2, photos: 4, isExact: false, folder: "x").photos == 9)
    #expect(
      throws: PersonFaces.Failure.tooFewPeople(folder: "x", wanted: 4, found: 3, photos: 4)
    ) {
      try faces.first(people: 4, photos: 4, isExact: true, folder: "x")
    }
  }
}
