import Organizer
import Testing

@Suite struct PersonFacesTests {
  private func faces(_ sample: SampleLibrary) throws -> PersonFaces {
    PersonFaces(try sample.labelled(), folder: sample.library.root)
  }

  private let face = SampleLibrary.Face(x: 0, direction: [1, 0, 0, 0])
  private let other = SampleLibrary.Face(x: 0, direction: [0, 1, 0, 0])

  @Test func photosInNobodysFolderAreLeftOutAndCounted() throws {
    let sample = try SampleLibrary()
    for path in ["1.jpg", "2.jpg", "Anna/1.jpg", "Anna/2.jpg", "Ben/1.jpg", "Ben/old/1.jpg"] {
      try sample.add(path, [face])
    }
    let people = try faces(sample)
    #expect(people.photos == 4 && people.loose == 2)
    #expect(people.people == 3, "the whole path below the folder is a name")
    let anna = PersonFaces(try sample.labelled(), folder: sample.library.root + "/Anna")
    #expect(anna.photos == 0 && anna.loose == 2)
  }

  @Test func namesOfOtherBytesAreOtherPeople() throws {
    let sample = try SampleLibrary()
    for (folder, face) in [("caf\u{E9}", face), ("cafe\u{301}", other)] {
      for number in 1...3 { try sample.add("\(folder)/\(number).jpg", [face]) }
    }
    let people = try faces(sample)
    #expect(people.people == 2)
    try people.checkPairs(folder: "x")
    let calibration = try Calibration(try sample.labelled(), people) { _ in }
    #expect(calibration.verification.genuine == 6 && calibration.verification.impostor == 9)
  }

  @Test func aSampleCountsPhotosWithoutAFace() throws {
    let sample = try SampleLibrary()
    try sample.add("A/0.jpg")
    for path in ["A/1.jpg", "A/2.jpg", "B/1.jpg", "B/2.jpg", "C/1.jpg"] {
      try sample.add(path, [face])
    }
    let two = try faces(sample).first(people: 2, photos: 2, isExact: true, folder: "x")
    let evaluation = FolderEvaluation(try sample.labelled(), two)
    #expect(evaluation.photos == 4 && evaluation.found == 3 && evaluation.people == 2)
  }

  @Test func pairsMayBeOfPhotosOutsideTheSample() throws {
    let sample = try SampleLibrary()
    for (name, face) in [("A", face), ("B", other), ("C", face), ("D", other)] {
      for number in 1...2 { try sample.add("\(name)/\(name)_000\(number).jpg", [face]) }
    }
    let list = try LFWPairs(
      parsing: "2\t1\nA\t1\t2\nA\t1\tB\t1\nC\t1\t2\nC\t2\tD\t2\n")
    let all = try faces(sample)
    let some = try all.first(people: 2, photos: 2, isExact: true, folder: "x")
    let evaluation = FolderEvaluation(try sample.labelled(), some, pairs: (list, all))
    #expect(evaluation.photos == 4 && evaluation.incompletePairs == 0)
    #expect(evaluation.verification?.meanAccuracy == 1)
  }

  /// As of a list of ten folds, of which a folder holds the people of one.
  @Test func pairsOfPhotosThatAreNotThereAreLeftOut() throws {
    let sample = try SampleLibrary()
    for (name, face) in [("C", face), ("D", other)] {
      for number in 1...2 { try sample.add("\(name)/\(name)_000\(number).jpg", [face]) }
    }
    try sample.add("C/C_0003.jpg")
    let list = try LFWPairs(
      parsing: "2\t2\nA\t1\t2\nC\t1\t9\nA\t1\tB\t1\nC\t1\tB\t1\n"
        + "C\t1\t2\nC\t1\t3\nC\t2\tD\t2\nC\t1\tD\t1\n")
    let all = try faces(sample)
    let evaluation = FolderEvaluation(try sample.labelled(), all, pairs: (list, all))
    #expect(evaluation.absentPairs == 4 && evaluation.incompletePairs == 1)
    #expect(evaluation.verification?.folds.count == 4, "dealt out, as of one fold")
  }
}
