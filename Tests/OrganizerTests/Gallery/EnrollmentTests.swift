import Foundation
import Organizer
import TestSupport
import Testing

/// References from a folder of people, on libraries whose decisions they may contradict.
@Suite struct EnrollmentTests {
  /// A scanned tree and a gallery beside it: Anna is 0, Ben 1.
  private func scanned() async throws -> TinyLibrary {
    let tiny = try TinyLibrary(["a.png": [0], "b.png": [1], "c.png": [0, 1]])
    try await tiny.scan(using: "tiny-pixels")
    return tiny
  }

  private func reference(_ name: String, of photo: String, _ tiny: TinyLibrary) throws {
    let target = URL(fileURLWithPath: tiny.folder("gallery") + "/" + name)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: URL(fileURLWithPath: tiny.root + "/" + photo), to: target)
  }

  private func enroll(_ tiny: TinyLibrary) async throws -> [Enrollment.Result] {
    try await tiny.scan(gallery: tiny.folder("gallery")).enrollment
  }

  @Test func aFolderDoesNotOverruleAConfirmedName() async throws {
    let tiny = try await scanned()
    try tiny.name(["Anna": ("a.png", 0)])
    try reference("Ben/1.png", of: "a.png", tiny)
    let names = try tiny.names()
    for _ in 1...2 {
      #expect(try await enroll(tiny).map(\.outcome) == [.taken(by: "Anna")])
      #expect(try tiny.names() == names)
    }
    // What somebody asks for this very photo does.
    let session = try LibrarySession(nil, from: tiny.root)
    let models = try ModelSelection(try tiny.sources(), for: session.library).load()
    let photo = [(person: "Ben", path: tiny.root + "/a.png")]
    let results = try session.enroll(photo, models, overrules: true)
    #expect(results.map(\.outcome) == [.moved(from: "Anna")])
    #expect(try tiny.table().contains("a.png,Ben,confirmed"))
  }

  @Test func aPhotoOfTwoPeoplesFoldersIsTheFirstOnesForGood() async throws {
    let tiny = try await scanned()
    try reference("Anna/1.png", of: "a.png", tiny)
    try reference("Ben/1.png", of: "a.png", tiny)
    #expect(try await enroll(tiny).map(\.outcome) == [.enrolled, .taken(by: "Anna")])
    let journal = FileManager.default.contents(atPath: try tiny.library().journal)
    #expect(try await enroll(tiny).map(\.outcome) == [.known, .taken(by: "Anna")])
    #expect(FileManager.default.contents(atPath: try tiny.library().journal) == journal)
  }

  @Test func aPhotoThatIsThereTwiceIsOneReference() async throws {
    let tiny = try await scanned()
    try reference("Anna/1.png", of: "a.png", tiny)
    try reference("Anna/2.png", of: "a.png", tiny)
    #expect(try await enroll(tiny).map(\.outcome) == [.enrolled, .known])
    #expect(try await enroll(tiny).map(\.outcome) == [.known, .known])
  }

  @Test func aPhotoThatIsThereTwiceTakesNothingFromOthers() async throws {
    let tiny = try await scanned()
    for name in ["Anna/1.png", "Bob/1.png", "Bob/2.png", "Carl/1.png"] {
      try reference(name, of: "a.png", tiny)
    }
    let taken = Enrollment.Outcome.taken(by: "Anna")
    #expect(try await enroll(tiny).map(\.outcome) == [.enrolled, taken, taken, taken])
    let journal = FileManager.default.contents(atPath: try tiny.library().journal)
    #expect(try await enroll(tiny).map(\.outcome) == [.known, taken, taken, taken])
    #expect(FileManager.default.contents(atPath: try tiny.library().journal) == journal)
  }

  @Test func whatAScanPassesOverIsNoReference() async throws {
    let tiny = try await scanned()
    try reference("Anna/1.png", of: "a.png", tiny)
    try tiny.folder.write("thumbnails", to: "gallery/Anna/Thumbs.db")
    try tiny.folder.write("no photo", to: "gallery/Anna/2.jpg")
    let results = try await enroll(tiny)
    #expect(results.map { URL(fileURLWithPath: $0.path).lastPathComponent } == ["1.png", "2.jpg"])
    #expect(results.map(\.outcome.isUsed) == [true, false])
  }

  @Test func aNameThatMeansTwoPeopleStopsNobodyElse() async throws {
    let tiny = try await scanned()
    try tiny.name(["ANNA": ("a.png", 0)])
    try tiny.name(["Anna": ("b.png", 0)])
    try reference("anna/1.png", of: "a.png", tiny)
    try reference("Zoë/1.png", of: "c.png", tiny)
    let results = try await enroll(tiny)
    guard case .unusableName(.ambiguousName) = results.last?.outcome else {
      Issue.record("\(results)")
      return
    }
    #expect(results.count == 2)
  }

  @Test func aReferenceInTheTreeIsKeptWhenItsFileGoes() async throws {
    let tiny = try await scanned()
    let session = try LibrarySession(nil, from: tiny.root)
    let models = try ModelSelection(try tiny.sources(), for: session.library).load()
    let photo = [(person: "Anna", path: tiny.root + "/a.png")]
    #expect(try session.enroll(photo, models, overrules: false).map(\.outcome) == [.enrolled])
    try FileManager.default.removeItem(atPath: tiny.root + "/a.png")
    try FileManager.default.removeItem(atPath: try tiny.library().catalog)
    try await tiny.scan()
    #expect(try tiny.table().contains("c.png,Anna,matched"))
  }

  private func copies(_ tiny: TinyLibrary) throws -> [String] {
    let gallery = try tiny.library().gallery
    return (try? FileManager.default.contentsOfDirectory(atPath: gallery)) ?? []
  }

  @Test func onlyPhotosOfReferencesAreKept() async throws {
    let tiny = try await scanned()
    try tiny.name(["Anna": ("a.png", 0)])
    try reference("Ben/1.png", of: "a.png", tiny)
    try reference("unknown-3/1.png", of: "b.png", tiny)
    #expect(try await enroll(tiny).allSatisfy { !$0.outcome.isUsed })
    #expect(try copies(tiny) == [])
    try reference("Cleo/1.png", of: "b.png", tiny)
    #expect(try await enroll(tiny).count { $0.outcome == .enrolled } == 1)
    #expect(try copies(tiny).count == 1)
  }

  @Test func aDamagedCopyIsMendedByThePhotoAndToldOfWithoutIt() async throws {
    let tiny = try await scanned()
    try reference("Anna/1.png", of: "a.png", tiny)
    _ = try await enroll(tiny)
    let copy = try tiny.library().gallery + "/" + (try #require(try copies(tiny).first))
    let photo = try #require(FileManager.default.contents(atPath: copy))
    try photo.prefix(50).write(to: URL(fileURLWithPath: copy))
    #expect(try await tiny.scan().unrecognizable == [], "the catalog has it")
    #expect(try await enroll(tiny).map(\.outcome) == [.known])
    #expect(FileManager.default.contents(atPath: copy) == photo)
    try photo.prefix(50).write(to: URL(fileURLWithPath: copy))
    try FileManager.default.removeItem(atPath: try tiny.library().catalog)
    try FileManager.default.removeItem(atPath: tiny.root + "/a.png")
    let lost = try await tiny.scan().unrecognizable
    #expect(lost == ["Anna"])
    #expect(try await enroll(tiny).map(\.outcome) == [.known])
    #expect(try await tiny.scan().unrecognizable == [])
  }

  @Test func anEnrollmentEndsBetweenPhotosWhenItIsCancelled() async throws {
    let tiny = try await scanned()
    let session = try LibrarySession(nil, from: tiny.root)
    let models = try ModelSelection(try tiny.sources(), for: session.library).load()
    let photo = [(person: "Anna", path: tiny.root + "/a.png")]
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try session.enroll(photo, models, overrules: false).map(\.outcome)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try copies(tiny) == [])
    #expect(try session.enroll(photo, models, overrules: false).map(\.outcome) == [.enrolled])
  }

  @Test func aGalleryThatIsNotThereIsToldBeforeTheWork() async throws {
    let tiny = try TinyLibrary(["a.png": [0]])
    await #expect(throws: FileError.self) { try await tiny.scan(gallery: tiny.folder("none")) }
    #expect(!FileManager.default.fileExists(atPath: tiny.root + "/.photosort"))
  }
}
