import FaceInference
import Organizer
import Testing

@Suite struct FaceGroupingTests {
  private let grouping = FaceGrouping(thresholds: SampleLibrary.thresholds)
  private let anna: [Float] = [1, 0, 0, 0]
  private let ben: [Float] = [0, 1, 0, 0]

  private func clusters(_ sample: SampleLibrary) throws -> [[String]] {
    let (faces, outcome) = try group(sample)
    return outcome.clusters.map { $0.map { name(faces[$0]) } }.sorted { $0[0] < $1[0] }
  }

  private func group(
    _ sample: SampleLibrary
  ) throws -> (faces: [CatalogFace], outcome: FaceGrouping.Outcome) {
    let contents = try sample.labelled().contents
    let claims = FaceClaims(contents.people, faces: contents.faces, photos: contents.photos)
    var memory: GroupingMemory?
    let outcome = try grouping.group(
      contents.faces, active: contents.active, claims, memory: &memory)
    return (contents.faces, outcome)
  }

  private func name(_ face: CatalogFace) -> String {
    let photo = ["a", "b", "c", "d"].first { SampleLibrary.digest($0) == face.photo } ?? "?"
    return "\(photo)\(Int(face.detection.box.x))"
  }

  private func sorted(_ clusters: [[String]]) -> [[String]] {
    clusters.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }

  @Test func facesOfOneDirectionAreOneCluster() throws {
    let sample = try SampleLibrary()
    try sample.add("a", [.init(x: 1, direction: anna), .init(x: 200, direction: ben)])
    try sample.add("b", [.init(x: 1, direction: [1, 0.3, 0, 0])])
    try sample.add("c", [.init(x: 1, direction: [0.2, 1, 0, 0]), .init(x: 200, direction: nil)])
    #expect(try sorted(clusters(sample)) == [["a1", "b1"], ["a200", "c1"]])
  }

  @Test func twoFacesOfAPhotoAreTwoPeopleEvenIfAlike() throws {
    let sample = try SampleLibrary()
    try sample.add("a", [.init(x: 1, direction: anna), .init(x: 200, direction: anna)])
    try sample.add("b", [.init(x: 1, direction: anna)])
    let (_, outcome) = try group(sample)
    #expect(outcome.clusters.map(\.count).sorted() == [1, 2])
    #expect(outcome.refusedMerges == 1 && outcome.impossiblePairs == 0)
  }

  @Test func aPersonsWordOverrulesLikenessAndIsCounted() throws {
    let sample = try SampleLibrary()
    let a = try sample.add("a", [.init(x: 1, direction: anna), .init(x: 200, direction: ben)])
    let b = try sample.add("b", [.init(x: 1, direction: anna)])
    // Both faces of a photo, as in a mirror; and one of another direction.
    try sample.name("Anna", [(a, 1), (a, 200)])
    try sample.name("Ben", [(b, 1)])
    let (faces, outcome) = try group(sample)
    #expect(
      sorted(outcome.clusters.map { $0.map { name(faces[$0]) } }) == [["a1", "a200"], ["b1"]])
    #expect(outcome.impossiblePairs == 1)
  }

  @Test func weakFacesJoinAndNeverLink() throws {
    let sample = try SampleLibrary()
    try sample.add("a", [.init(x: 1, direction: anna)])
    try sample.add("b", [.init(x: 1, direction: [2, 1, 0, 0], quality: 0.1)])
    try sample.add("c", [.init(x: 1, direction: ben)])
    #expect(try sorted(clusters(sample)) == [["a1", "b1"], ["c1"]])
    // A confirmed face is not weak, whatever it looks like: it may link.
    try sample.name("Anna", [(SampleLibrary.digest("b"), 1)])
    #expect(try clusters(sample).map(\.count).sorted() == [1, 2])
  }

  @Test func photosThatAreNotInTheTreeAreLeftOut() throws {
    let sample = try SampleLibrary()
    try sample.add("a", [.init(x: 1, direction: anna)])
    try sample.add("b", [.init(x: 1, direction: anna)])
    try sample.catalog.mark(present: [], absent: [PhotoPath("b")])
    #expect(try clusters(sample) == [["a1"]])
  }

  @Test func embeddingsOfAnotherModelAreLeftOut() throws {
    let sample = try SampleLibrary()
    try sample.add("a", [.init(x: 1, direction: anna)])
    try sample.add(
      "b", [.init(x: 1, direction: [1, 0, 0, 0, 0, 0])],
      settings: "yunet@dddddddd other@eeeeeeee standard")
    try sample.add(
      "c", [.init(x: 1, direction: anna)], settings: "other@dddddddd mobile@eeeeeeee fast")
    #expect(try sorted(clusters(sample)) == [["a1", "c1"]])
  }

  @Test func noFacesAreNoClusters() throws {
    let sample = try SampleLibrary()
    #expect(try clusters(sample).isEmpty)
    try sample.add("a", [.init(x: 1, direction: nil)])
    #expect(try clusters(sample).isEmpty)
  }
}
