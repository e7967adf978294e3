import Foundation
import Testing

/// Same input, same bytes, whatever happened in between.
@Suite(.needsPhotos) struct RepeatabilityTests {
  private static let photos = PhotoTree.groups + ["sad.jpg", "happy.jpg", "angry.jpg"]

  /// A tree that nothing interrupted, with two names.
  private func reference() throws -> PhotoTree {
    let tree = try PhotoTree(Self.photos)
    try tree.succeed("scan", ".", "--jobs", "1")
    try tree.nameLargest("Anna", "Ben")
    try tree.succeed("scan", ".")
    return tree
  }

  private func expectEqual(
    _ tree: PhotoTree, _ reference: PhotoTree, at location: SourceLocation = #_sourceLocation
  ) throws {
    let differences = try tree.contents().differences(from: reference.contents())
    #expect(differences == [], sourceLocation: location)
    #expect(try tree.succeed("export") == reference.succeed("export"), sourceLocation: location)
  }

  @Test func theNumberOfJobsMakesNoDifference() throws {
    let one = try reference()
    let four = try PhotoTree(Self.photos)
    try four.succeed("scan", ".", "--jobs", "4")
    try four.write(one.read(".photosort/people.jsonl"), to: ".photosort/people.jsonl")
    try four.succeed("scan", ".", "--jobs", "4")
    try expectEqual(four, one)
  }

  @Test(arguments: [UInt64(1), 2])
  func aKilledScanIsMadeGoodByTheNext(seed: UInt64) throws {
    let reference = try reference()
    var random = SplitMix(state: seed)
    let tree = try PhotoTree(Self.photos)
    for round in 0..<5 {
      let run = try Program.start(["scan", "."], in: tree.root)
      // In the first rounds while photos are read, then while reports are written.
      let start = Date()
      let seconds = Double.random(in: 0..<0.8, using: &random)
      let reports = Int.random(in: 1..<Self.photos.count, using: &random)
      run.wait {
        round < 3
          ? Date().timeIntervalSince(start) > seconds
          : (try? tree.reports().items.count) ?? 0 >= reports
      }
      run.kill(SIGKILL)
      _ = try run.result()
      if round >= 3 { try tree.removeReports() }
    }
    try tree.succeed("scan", ".")
    try tree.write(reference.read(".photosort/people.jsonl"), to: ".photosort/people.jsonl")
    let run = try Program.start(["scan", "."], in: tree.root)
    run.wait { tree.exists("People/Anna/.photosort-person") }
    run.kill(SIGKILL)
    _ = try run.result()
    try tree.succeed("scan", ".")
    try expectEqual(tree, reference)
  }

  @Test func whatAKilledScanLeftHalfWrittenIsGoneAfterTheNext() throws {
    let tree = try PhotoTree(["bbt2.jpg"])
    try tree.succeed("scan", ".")
    let before = try tree.contents()
    // The same name every time, so that the next writer of the file takes it over.
    try tree.remove(".photosort/reports/bbt2.jpg.json")
    let blocked = tree.path(".photosort/reports/bbt2.jpg.json")
    try FileManager.default.createDirectory(atPath: blocked, withIntermediateDirectories: true)
    #expect(try tree.run("scan", ".").status == 1)
    #expect(try tree.reports().names == ["bbt2.jpg.json"])
    try FileManager.default.removeItem(atPath: blocked)
    try tree.succeed("scan", ".")
    let changes = try tree.contents().differences(from: before)
    #expect(changes == [])
  }

  @Test func anInterruptedScanSaysSoAndTheNextGoesOn() throws {
    let reference = try PhotoTree(Self.photos)
    try reference.succeed("scan", ".")
    let tree = try PhotoTree(Self.photos)
    let run = try Program.start(["scan", ".", "--jobs", "1"], in: tree.root)
    run.wait { tree.exists(".photosort/catalog.sqlite-wal") }
    run.kill(SIGINT)
    let result = try run.result()
    #expect(result.status == 130)
    #expect(result.errors == "photosort: interrupted; scan again to go on from here\n")
    #expect(result.output.isEmpty)
    try tree.succeed("scan", ".")
    try expectEqual(tree, reference)
  }
}

extension PhotoTree {
  fileprivate func removeReports() throws {
    if exists(".photosort/reports") { try remove(".photosort/reports") }
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
