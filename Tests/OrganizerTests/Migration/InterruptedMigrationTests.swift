import Foundation
import Organizer
import Synchronization
import TestSupport
import Testing

/// Migrations that end midway, and what the library is meanwhile and afterwards.
@Suite struct InterruptedMigrationTests {
  /// A scanned library with a named person.
  private func named() async throws -> TinyLibrary {
    let tiny = try TinyLibrary()
    try await tiny.scan(using: "tiny-pixels")
    try tiny.name(["Anna": ("a.png", 0), "Ben": ("a.png", 1)])
    try await tiny.scan()
    return tiny
  }

  /// Migrates, and cancels after some photos.
  private func migrate(_ tiny: TinyLibrary, to model: String, cancellingAfter count: Int)
    async throws
  {
    let done = Mutex(0)
    let (events, continuation) = AsyncStream.makeStream(of: Void.self)
    let migration = try tiny.migration(to: model, jobs: 1) { event in
      guard case .photoDone = event else { return }
      if done.withLock({
        $0 += 1; return $0 == count
      }) {
        withUnsafeCurrentTask { $0?.cancel() }
        continuation.yield()
      }
    }
    if count == 0 { continuation.yield() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = try? await migration.run() }
      group.addTask { for await _ in events { return } }
      _ = await group.next()
      group.cancelAll()
    }
    continuation.finish()
  }

  @Test(arguments: [0, 1, 3, 6, 7])
  func whatIsTakenUpAgainEqualsWhatWasNeverInterrupted(count: Int) async throws {
    let tiny = try await named()
    let straight = try TinyLibrary(copy: tiny)
    try await straight.migrate(to: "tiny-mean")
    let before = try tiny.stored()
    try await migrate(tiny, to: "tiny-mean", cancellingAfter: count)
    if try tiny.stored().models == before.models {
      // Until it is done, all is as it was.
      #expect(try tiny.stored() == before)
      #expect(try await tiny.scan().made == 0)
    }
    let summary = try await tiny.migrate(to: "tiny-mean")
    #expect(summary.photos + summary.resumed <= 7)
    #expect(try tiny.stored() == straight.stored())
    #expect(try tiny.outputs() == straight.outputs())
  }

  @Test func photosDoneBeforeAreNotEmbeddedAgain() async throws {
    let tiny = try await named()
    try await migrate(tiny, to: "tiny-mean", cancellingAfter: 3)
    let plan = try tiny.migration(to: "tiny-mean").plan()
    #expect(plan.resumed >= 3 && plan.photos < 7)
    let summary = try await tiny.migrate(to: "tiny-mean")
    #expect(summary.resumed == plan.resumed && summary.photos == plan.photos)
  }

  @Test func whatHappensInBetweenIsNotLost() async throws {
    let tiny = try await named()
    try await migrate(tiny, to: "tiny-mean", cancellingAfter: 4)
    try tiny.add("new.png", [2, 0], seed: 70)
    try FileManager.default.removeItem(atPath: tiny.root + "/b.png")
    #expect(try await tiny.scan().read == 1)
    try tiny.name(["Clara": ("new.png", 0)])
    let names = try tiny.names()
    try await tiny.migrate(to: "tiny-mean")
    #expect(try tiny.names() == names)
    #expect(names.contains { $0.hasPrefix("new.png") && $0.hasSuffix("Clara") })
    let scan = try await tiny.scan()
    #expect(scan.read == 0 && scan.made == 0)
  }

  @Test func anUnfinishedMigrationToAnotherModelIsNotMixedIn() async throws {
    let tiny = try await named()
    let straight = try TinyLibrary(copy: tiny)
    try await straight.migrate(to: "tiny-mean")
    try await migrate(tiny, to: "tiny-mirrored", cancellingAfter: 3)
    let summary = try await tiny.migrate(to: "tiny-mean")
    #expect(summary.photos == 7 && summary.resumed == 0)
    #expect(try tiny.stored() == straight.stored())
  }

  @Test func aDamagedUnfinishedCatalogIsMadeAnew() async throws {
    let tiny = try await named()
    let straight = try TinyLibrary(copy: tiny)
    try await straight.migrate(to: "tiny-mean")
    try Data(repeating: 0x5A, count: 8192).write(
      to: URL(fileURLWithPath: try tiny.library().nextCatalog))
    try await tiny.migrate(to: "tiny-mean")
    #expect(try tiny.stored() == straight.stored())
  }

  /// Damage that shows only where a page is looked at must not count as done.
  @Test func anUnfinishedCatalogWithADamagedPageIsMadeAnew() async throws {
    let begun = try await named()
    try await migrate(begun, to: "tiny-mean", cancellingAfter: 4)
    let path = URL(fileURLWithPath: try begun.library().nextCatalog)
    // Closed, so that all of it is in the one file.
    try AnalysisCatalog(existing: path.path).close()
    let bytes = try Data(contentsOf: path)
    let straight = try TinyLibrary(copy: begun)
    try FileManager.default.removeItem(atPath: try straight.library().nextCatalog)
    try await straight.migrate(to: "tiny-mean")
    for page in 1..<bytes.count / 4096 {
      let tiny = try TinyLibrary(copy: begun)
      var damaged = bytes
      damaged.replaceSubrange(
        page * 4096..<page * 4096 + 64, with: Data(count: 64).map { _ in 0x5A })
      try damaged.write(to: URL(fileURLWithPath: try tiny.library().nextCatalog))
      let summary = try await tiny.migrate(to: "tiny-mean")
      #expect(summary.photos == 7 || summary.resumed >= 4)
      #expect(try tiny.stored() == straight.stored(), "page \(page)")
    }
  }

  @Test func aDamagedCatalogIsNamedAndNothingIsMigrated() async throws {
    let tiny = try await named()
    let (names, path) = (try tiny.names(), try tiny.library().catalog)
    for act in 0..<2 {
      try Data(repeating: 0x5A, count: 8192).write(to: URL(fileURLWithPath: path))
      let failure = await #expect(throws: Migration.Failure.self) {
        switch act {
        case 0: try await tiny.migrate(to: "tiny-mean")
        default: _ = try Migration.rollBack(try tiny.library())
        }
      }
      #expect(
        failure
          == .damagedCatalog(library: try tiny.library().root, movedTo: path + ".damaged"))
    }
    try await tiny.scan(using: "tiny-pixels")
    #expect(try tiny.names() == names)
  }

  @Test func tellingWhatThereIsToDoMendsNothing() async throws {
    let tiny = try await named()
    let library = try tiny.library()
    let damaged = Data(repeating: 0x5A, count: 8192)
    try damaged.write(to: URL(fileURLWithPath: library.nextCatalog))
    #expect(try tiny.migration(to: "tiny-mean").plan().photos == 7)
    #expect(try Data(contentsOf: URL(fileURLWithPath: library.nextCatalog)) == damaged)
    try damaged.write(to: URL(fileURLWithPath: library.catalog))
    #expect(throws: AnalysisCatalog.Failure.self) {
      try tiny.migration(to: "tiny-mean").plan()
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: library.catalog)) == damaged)
  }

  @Test func aChoiceThatCannotBeReadEndsTheRunBeforeTheFormerStateGoes() async throws {
    let tiny = try await named()
    try await tiny.migrate(to: "tiny-mean")
    let choice = try tiny.library().modelChoice
    let valid = try Data(contentsOf: URL(fileURLWithPath: choice))
    try Data("{".utf8).write(to: URL(fileURLWithPath: choice))
    await #expect(throws: ModelFailure.self) { try await tiny.migrate(to: "tiny-mirrored") }
    #expect(throws: ModelFailure.self) { try Migration.rollBack(try tiny.library()) }
    try valid.write(to: URL(fileURLWithPath: choice))
    #expect(try Migration.rollBack(try tiny.library()).new.name == "tiny-pixels")
  }

  /// A program that was killed has kept the state before, and has taken over the new one or not.
  @Test(arguments: [false, true])
  func whatAKilledRunLeftOfTheFormerStateIsSettled(wasTakenOver: Bool) async throws {
    let tiny = try await named()
    try await tiny.migrate(to: "tiny-mirrored")
    let library = try tiny.library()
    if wasTakenOver {
      try await tiny.migrate(to: "tiny-mean")
      try FileManager.default.moveItem(
        atPath: library.previousCatalog, toPath: library.formerCatalog)
    } else {
      try tiny.catalog().copy(to: library.formerCatalog)
    }
    let summary = try Migration.rollBack(library)
    #expect(summary.new.name == (wasTakenOver ? "tiny-mirrored" : "tiny-pixels"))
    #expect(!FileManager.default.fileExists(atPath: library.formerCatalog))
  }

  @Test func aRollbackThatWasKilledIsFinished() async throws {
    let tiny = try await named()
    let names = try tiny.names()
    try await tiny.migrate(to: "tiny-mean")
    let library = try tiny.library()
    // As after its transaction.
    try tiny.catalog().takeOver(library.previousCatalog)
    let summary = try Migration.rollBack(library)
    #expect(summary.new.name == "tiny-pixels")
    #expect(try tiny.names() == names)
    #expect(!FileManager.default.fileExists(atPath: library.previousCatalog))
    #expect(try await tiny.scan().made == 0)
    #expect(throws: Migration.Failure.nothingToRollBack) { try Migration.rollBack(library) }
  }

  @Test func aDamagedFormerStateIsToldAndLeft() async throws {
    let tiny = try await named()
    try await tiny.migrate(to: "tiny-mean")
    let path = try tiny.library().previousCatalog
    let damaged = Data(repeating: 0x5A, count: 8192)
    try damaged.write(to: URL(fileURLWithPath: path))
    #expect(throws: Migration.Failure.damagedPrevious(path: path)) {
      try Migration.rollBack(try tiny.library())
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == damaged)
  }

  @Test func aFormerStateThatCannotBeKeptStopsTheChangeBeforeTheEnd() async throws {
    let tiny = try await named()
    let before = try tiny.stored()
    let inTheWay = try tiny.library().formerCatalog + ".tmp"
    try FileManager.default.createDirectory(
      atPath: inTheWay + "/x", withIntermediateDirectories: true)
    await #expect(throws: (any Error).self) { try await tiny.migrate(to: "tiny-mean") }
    #expect(try tiny.stored() == before)
    try FileManager.default.removeItem(atPath: inTheWay)
    #expect(try await tiny.migrate(to: "tiny-mean").resumed == 7)
  }

  @Test func rollingBackRestoresTheFormerState() async throws {
    let tiny = try await named()
    let (before, outputs) = (try tiny.stored(), try tiny.outputs())
    try await tiny.migrate(to: "tiny-mean")
    let summary = try Migration.rollBack(try tiny.library())
    #expect(summary.old.name == "tiny-mean" && summary.new.name == "tiny-pixels")
    #expect(try tiny.stored() == before)
    #expect(try tiny.outputs() == outputs)
    #expect(try await tiny.scan().read == 0)
    let failure = #expect(throws: Migration.Failure.self) {
      try Migration.rollBack(try tiny.library())
    }
    #expect(failure == .nothingToRollBack)
  }

  @Test func rollingBackLosesNoNameGivenSince() async throws {
    let tiny = try await named()
    try await tiny.migrate(to: "tiny-mean")
    try tiny.name(["Clara": ("sub/g.png", 0)])
    try tiny.add("new.png", [2, 0], seed: 71)
    try await tiny.scan()
    try tiny.name(["Dora": ("d.png", 0)])
    let names = try tiny.names()
    _ = try Migration.rollBack(try tiny.library())
    #expect(try await tiny.scan().read == 1)
    #expect(try tiny.names() == names)
    // Forward again, nothing is left to embed.
    let summary = try await tiny.migrate(to: "tiny-mean")
    #expect(summary.photos == 0 && summary.resumed == 8)
    #expect(try tiny.names() == names)
  }
}
