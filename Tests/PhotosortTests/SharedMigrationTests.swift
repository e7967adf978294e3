import FaceInference
import Foundation
import Organizer
import TestSupport
import Testing

/// Changes between real embedders, on photos of real people.
@Suite(.needsPhotos) struct SharedMigrationTests {
  /// The photos of eight people of a series, five of each, and photos of several of them.
  private func tree(detail: String = "standard") throws -> PhotoTree {
    let tree = try PhotoTree(PhotoTree.groups)
    let shared = try #require(SharedFiles.root).appendingPathComponent("photos/identities/bbt")
    let files = FileManager.default.enumerator(atPath: shared.path)?.allObjects as? [String] ?? []
    for file in files.sorted() where file.hasSuffix(".jpg") || file.hasSuffix(".png") {
      try tree.write(try Data(contentsOf: shared.appendingPathComponent(file)), to: file)
    }
    try tree.succeed("scan", ".", "--detail", detail)
    // Each folder is a person: its largest cluster gets their name.
    for person in ["Amy", "Bernadette", "Howard", "Leonard", "Penny", "Raj", "Sheldon"] {
      let rows = try tree.rows().filter { $0.photo.hasPrefix(person + "/") && $0.person == nil }
      let clusters = Dictionary(grouping: rows.compactMap(\.cluster)) { $0 }
      guard let largest = clusters.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) })
      else { continue }
      try tree.succeed("name", "\(largest.key)", person)
    }
    try tree.succeed("scan", ".")
    return tree
  }

  /// Who is in each photo by somebody's word.
  private func names(_ tree: PhotoTree) throws -> Set<[String]> {
    Set(
      try tree.rows().filter { $0.state == "confirmed" }
        .map { [$0.photo, $0.person ?? "", "\($0.x)", "\($0.y)"] })
  }

  /// The embedder that is built into the program.
  private func builtIn(_ tree: PhotoTree) throws -> String {
    let list = try tree.succeed("models", "list", "--json")
    let rows = try JSONDecoder().decode([ModelRow].self, from: Data(list.utf8))
    let row = rows.first { $0.task == "embedder" && $0.place == "builtIn" }
    return try #require(row).name
  }

  @Test func betweenTheBuiltInEmbedderAndMobileFaceNetNoNameIsLost() throws {
    let tree = try tree()
    let (before, rows) = (try names(tree), try tree.rows())
    let (links, journal) = (try tree.personFolders(), try tree.read(".photosort/people.jsonl"))
    #expect(before.count >= 35)
    let builtIn = try builtIn(tree)
    try tree.succeed("models", "migrate", builtIn)
    #expect(try names(tree) == before)
    #expect(try tree.read(".photosort/people.jsonl") == journal)
    #expect(try tree.run("scan", ".").output.contains("Nothing new"))
    try tree.succeed("models", "migrate", "mobilefacenet")
    #expect(try names(tree) == before)
    let back = try tree.rows()
    #expect(back.map(\.withoutCluster) == rows.map(\.withoutCluster))
    // What the other model united and this one divides again may have a new number, no other faces.
    let pairs = Set(zip(rows, back).map { [$0.cluster, $1.cluster] })
    #expect(pairs.count == Set(rows.map(\.cluster)).count)
    #expect(pairs.count == Set(back.map(\.cluster)).count)
    #expect(try tree.personFolders().differences(from: links) == [])
    #expect(try tree.read(".photosort/people.jsonl") == journal)
  }

  /// To the last bit of every embedding, however many looks it took.
  @Test(arguments: ["fast", "standard", "thorough"])
  func aMigratedLibraryEqualsOneScannedWithTheOtherModel(detail: String) throws {
    let tree = try tree(detail: detail)
    func faces() throws -> [CatalogFace] {
      try AnalysisCatalog(path: tree.path(".photosort/catalog.sqlite")).faces()
    }
    try tree.succeed("models", "migrate", try builtIn(tree))
    let (rows, migrated) = (try tree.rows(), try faces())
    for suffix in ["", "-wal", "-shm"] { try? tree.remove(".photosort/catalog.sqlite" + suffix) }
    try tree.succeed("scan", ".", "--detail", detail)
    #expect(try tree.rows().map(\.withoutCluster) == rows.map(\.withoutCluster))
    let scanned = try faces()
    #expect(scanned.count > 50 && scanned.count == migrated.count)
    #expect(zip(scanned, migrated).allSatisfy { $0.embedding == $1.embedding })
    #expect(zip(scanned, migrated).allSatisfy { $0.quality == $1.quality })
  }

  @Test func rollingBackBringsTheSameBytesBack() throws {
    let tree = try tree()
    let (table, outputs) = (try tree.succeed("export"), try tree.outputs())
    try tree.succeed("models", "migrate", "mobileface-v3")
    #expect(try tree.outputs().differences(from: outputs) != [])
    try tree.succeed("models", "migrate", "--rollback")
    #expect(try tree.succeed("export") == table)
    #expect(try tree.outputs().differences(from: outputs) == [])
  }

  @Test func interruptedByAKillItGoesOnToTheSameBytes() throws {
    let tree = try tree()
    let straight = tree.beside("straight")
    try FileManager.default.copyItem(atPath: tree.root, toPath: straight)
    #expect(try Program.run(["models", "migrate", "mobileface-v2"], in: straight).status == 0)
    for _ in 0..<3 {
      let run = try Program.start(
        ["models", "migrate", "mobileface-v2", "--jobs", "1"], in: tree.root)
      // Killed once the first photos may be done.
      run.wait { tree.exists(".photosort/catalog.next.sqlite-wal") }
      usleep(60_000)
      run.kill(SIGKILL)
      _ = try run.result()
    }
    try tree.succeed("models", "migrate", "mobileface-v2")
    #expect(
      try tree.succeed("export") == Program.run(["export"], in: straight).output)
    func contents(_ root: String) throws -> FolderContents {
      try FolderContents(root) { $0.hasPrefix(".photosort/catalog") }
    }
    #expect(try contents(tree.root).differences(from: contents(straight)) == [])
  }
}
