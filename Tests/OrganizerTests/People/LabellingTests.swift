import FaceInference
import Organizer
import Testing

@Suite struct LabellingTests {
  private let anna: [Float] = [1, 0, 0, 0]
  private let ben: [Float] = [0, 1, 0, 0]

  /// The labels of all faces, as `photo+x: name state`.
  private func labels(_ sample: SampleLibrary, _ photos: [String]) throws -> [String] {
    let library = try sample.labelled()
    return photos.flatMap { photo in
      library.contents.faces.indices
        .filter { library.contents.faces[$0].photo == SampleLibrary.digest(photo) }
        .map { index in
          let label = library.label(index)
          let x = Int(library.contents.faces[index].detection.box.x)
          return "\(photo)\(x): \(label.person.flatMap(library.name) ?? "-") \(label.state)"
        }
    }
  }

  @Test func aConfirmedFaceSpeaksForItsClusterAndSaysWhy() throws {
    let sample = try SampleLibrary()
    let a = try sample.add("a", [.init(x: 1, direction: anna, cluster: 1)])
    try sample.add("b", [.init(x: 1, direction: [4, 3, 0, 0], cluster: 1)])
    try sample.add("c", [.init(x: 1, direction: ben, cluster: 2)])
    try sample.name("Anna", [(a, 1)])
    #expect(
      try labels(sample, ["a", "b", "c"])
        == ["a1: Anna confirmed", "b1: Anna matched", "c1: - unknown"])
    let library = try sample.labelled()
    let faces = library.contents.faces
    let index = try #require(faces.firstIndex { $0.photo == SampleLibrary.digest("b") })
    guard case .matched(_, let similarity, let face) = library.label(index) else {
      Issue.record("not matched")
      return
    }
    #expect(abs(similarity - 0.8) < 1e-6 && faces[face].photo == a)
  }

  @Test func theMajorityOfConfirmedFacesOwnsAClusterAndEachKeepsItsOwn() throws {
    let sample = try SampleLibrary()
    var faces: [(photo: PhotoDigest, x: Float)] = []
    for photo in ["a", "b", "c", "d"] {
      faces.append((try sample.add(photo, [.init(x: 1, direction: anna, cluster: 1)]), 1))
    }
    try sample.name("Ben", [faces[0]])
    try sample.name("Anna", [faces[1], faces[2]])
    #expect(
      try labels(sample, ["a", "b", "c", "d"])
        == ["a1: Ben confirmed", "b1: Anna confirmed", "c1: Anna confirmed", "d1: Anna matched"])
  }

  @Test func enrolledPeopleAreRecognizedAndTheirPhotosNeedNotBeInTheTree() throws {
    let sample = try SampleLibrary()
    let reference = try sample.add("reference", [.init(x: 1, direction: anna)])
    try sample.catalog.mark(present: [], absent: [PhotoPath("reference")])
    try sample.enroll("Anna", [(reference, 1)])
    try sample.add(
      "a",
      [
        .init(x: 1, direction: [4, 1, 0, 0], cluster: 1), .init(x: 300, direction: ben, cluster: 2),
      ])
    #expect(try labels(sample, ["a"]) == ["a1: Anna matched", "a300: - unknown"])
  }

  @Test func aPersonIsInAPhotoOnceAndTheSurerClusterWins() throws {
    let sample = try SampleLibrary()
    let reference = try sample.add("reference", [.init(x: 1, direction: anna)])
    try sample.catalog.mark(present: [], absent: [PhotoPath("reference")])
    try sample.enroll("Anna", [(reference, 1)])
    try sample.add(
      "a",
      [
        .init(x: 1, direction: [4, 2, 0, 0], cluster: 1),
        .init(x: 300, direction: [4, 1, 0, 0], cluster: 2),
      ])
    #expect(try labels(sample, ["a"]) == ["a1: - unknown", "a300: Anna matched"])
    // A confirmed face in the photo leaves no room for either.
    try sample.add(
      "b", [.init(x: 1, direction: [4, 1, 0, 0], cluster: 3), .init(x: 300, direction: ben)])
    try sample.name("Anna", [(SampleLibrary.digest("b"), 300)])
    #expect(try labels(sample, ["b"]) == ["b1: - unknown", "b300: Anna confirmed"])
  }

  @Test func weakFacesDoNotBlurWhoAClusterIs() throws {
    let sample = try SampleLibrary()
    let reference = try sample.add("reference", [.init(x: 1, direction: anna)])
    try sample.catalog.mark(present: [], absent: [PhotoPath("reference")])
    try sample.enroll("Anna", [(reference, 1)])
    try sample.add("a", [.init(x: 1, direction: anna, cluster: 1)])
    for photo in ["b", "c", "d"] {
      try sample.add(photo, [.init(x: 1, direction: [0.1, 0, 1, 0], quality: 0.1, cluster: 1)])
    }
    #expect(try labels(sample, ["a", "b"]) == ["a1: Anna matched", "b1: Anna matched"])
  }

  @Test func facesAreFoundAgainWhereAnotherDetectorFramesThemDifferently() throws {
    let sample = try SampleLibrary()
    let a = try sample.add("a", [.init(x: 1, direction: anna), .init(x: 90, direction: ben)])
    try sample.name("Anna", [(a, 1)])
    try sample.add("a", [.init(x: 11, direction: anna), .init(x: 100, direction: ben)])
    #expect(try labels(sample, ["a"]) == ["a11: Anna confirmed", "a100: - unknown"])
    #expect(try sample.labelled().contents.unmatchedDecisions == 0)
    // No face there any more: the decision is kept, and counted.
    try sample.add("a", [.init(x: 700, direction: anna)])
    #expect(try labels(sample, ["a"]) == ["a700: - unknown"])
    #expect(try sample.labelled().contents.unmatchedDecisions == 1)
  }

  @Test func decisionsAboutPhotosThatAreGoneAreCounted() throws {
    let sample = try SampleLibrary()
    let a = try sample.add("a", [.init(x: 1, direction: anna)])
    try sample.name("Anna", [(a, 1)])
    try sample.catalog.mark(present: [], absent: [PhotoPath("a")])
    #expect(try sample.labelled().contents.unmatchedDecisions == 1)
    try sample.name("Ben", [(SampleLibrary.digest("never seen"), 1)])
    #expect(try sample.labelled().contents.unmatchedDecisions == 2)
  }
}
