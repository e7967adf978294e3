import Foundation
import Organizer
import Testing

@Suite struct PhotoLibraryTests {
  @Test func theNearestLibraryAboveIsFound() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("outer/.photosort")
    try folder.makeFolder("outer/a/inner/.photosort")
    try folder.makeFolder("outer/a/inner/b")
    try folder.makeFolder("outer/c/d")
    #expect(
      try PhotoLibrary.open(nil, from: folder("outer/a/inner/b")).root == folder("outer/a/inner"))
    #expect(try PhotoLibrary.open(nil, from: folder("outer/c/d")).root == folder("outer"))
    #expect(try PhotoLibrary.open(nil, from: folder("outer")).folder == folder("outer/.photosort"))
    #expect(throws: PhotoLibrary.Failure.notFound(from: folder.path)) {
      try PhotoLibrary.open(nil, from: folder.path)
    }
  }

  @Test func aLibraryIsNamedByItsTreeOrItsFolderAndThroughLinks() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("tree/.photosort")
    try folder.makeFolder("other")
    try folder.link("link", to: "tree")
    let expected = try PhotoLibrary.open(nil, from: folder("tree"))
    for name in ["tree", "tree/.photosort", "link", "link/.photosort"] {
      #expect(try PhotoLibrary.open(folder(name), from: "/") == expected)
    }
    #expect(throws: PhotoLibrary.Failure.notALibrary(path: folder("other"))) {
      try PhotoLibrary.open(folder("other"), from: "/")
    }
  }

  @Test func scanningMakesALibraryInTheFolderOrUsesTheOneAbove() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("a/b")
    let dry = try PhotoLibrary.forScan(of: [folder("a")], explicit: nil, makes: false)
    #expect(folder.names("a") == ["b"])
    let made = try PhotoLibrary.forScan(of: [folder("a")], explicit: nil)
    #expect(made == dry)
    #expect(folder.names("a") == [".photosort", "b"])
    #expect(folder.names("a/.photosort").isEmpty)
    #expect(try PhotoLibrary.forScan(of: [folder("a/b"), folder("a")], explicit: nil) == made)
  }

  @Test func aLibraryElsewhereRemembersItsTree() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("photos/2019")
    try folder.makeFolder("photos/2020")
    try folder.makeFolder("other")
    let both = [folder("photos/2019"), folder("photos/2020")]
    let made = try PhotoLibrary.forScan(of: both, explicit: folder("lib"))
    #expect(made.root == folder("photos"))
    #expect(try PhotoLibrary.open(folder("lib"), from: "/") == made)
    #expect(try PhotoLibrary.forScan(of: [both[0]], explicit: folder("lib")) == made)
    #expect(folder.names("photos") == ["2019", "2020"])
    let outside = PhotoLibrary.Failure.outside(path: folder("other"), library: made)
    #expect(throws: outside) {
      try PhotoLibrary.forScan(of: [folder("other")], explicit: folder("lib"))
    }
  }

  @Test(arguments: ["", "\n", "photos\n", "../photos"])
  func aRecordThatNamesNoTreeIsNotGuessedAt(text: String) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("photos")
    let made = try PhotoLibrary.forScan(of: [folder("photos")], explicit: folder("lib"))
    #expect(try PhotoLibrary.open(folder("lib"), from: "/").root == folder("photos"))
    try folder.write(text, to: "lib/root")
    let failure = PhotoLibrary.Failure.unusableRootRecord(path: made.rootRecord)
    #expect(throws: failure) { try PhotoLibrary.open(folder("lib"), from: "/") }
    #expect(throws: failure) {
      try PhotoLibrary.forScan(of: [folder("photos")], explicit: folder("lib"))
    }
    #expect(folder.names("photos") == [])
  }

  @Test func aRecordThatCannotBeReadIsNotGuessedAt() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("photos/2020")
    _ = try PhotoLibrary.forScan(of: [folder("photos")], explicit: folder("lib"))
    // Larger than any file that is read.
    try #require(truncate(folder("lib/root"), 8 << 40) == 0)
    #expect(throws: PhotoLibrary.Failure.self) {
      try PhotoLibrary.forScan(of: [folder("photos/2020")], explicit: folder("lib"))
    }
  }

  @Test func onlyFoldersAreScanned() throws {
    let folder = try TemporaryFolder()
    try folder.write("a photo", to: "photos/a.jpg")
    #expect(throws: PhotoLibrary.Failure.notAFolder(path: folder("photos/a.jpg"))) {
      try PhotoLibrary.forScan(
        of: [folder("photos"), folder("photos/a.jpg")], explicit: folder("photos"))
    }
    #expect(folder.names("photos") == ["a.jpg"])
  }

  @Test func aNewLibraryThroughALinkIsWhereItReallyIs() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("photos")
    try folder.makeFolder("disk")
    try folder.link("link", to: "disk")
    let made = try PhotoLibrary.forScan(of: [folder("photos")], explicit: folder("link/deep/lib"))
    #expect(made.folder == folder("disk/deep/lib"))
  }

  @Test func foldersWithoutACommonLibraryAreRefused() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("a")
    try folder.makeFolder("b/.photosort")
    #expect(throws: PhotoLibrary.Failure.noCommonLibrary([folder("a"), folder("b")])) {
      try PhotoLibrary.forScan(of: [folder("a"), folder("b")], explicit: nil)
    }
    #expect(throws: PhotoLibrary.Failure.self) {
      try PhotoLibrary.forScan(of: [folder("nowhere")], explicit: nil)
    }
  }

  @Test func aFolderGivenTwiceIsOne() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("a")
    let library = try PhotoLibrary.forScan(of: [folder("a"), folder("a") + "/"], explicit: nil)
    #expect(library.root == folder("a"))
  }

  @Test func pathsAreRelativeToTheTree() throws {
    let folder = try TemporaryFolder()
    let library = try PhotoLibrary.forScan(of: [folder.path], explicit: nil)
    #expect(library.relativePath(of: folder.path) == "")
    #expect(library.relativePath(of: folder("a/b.jpg")) == "a/b.jpg")
    #expect(library.relativePath(of: folder.path + "x/b.jpg") == nil)
    #expect(library.relativePath(of: folder("\u{301}.jpg"))?.utf8.count == 6)
  }

  @Test func oneWriterAtATimeUntilItGoesAway() throws {
    let folder = try TemporaryFolder()
    let library = try PhotoLibrary.forScan(of: [folder.path], explicit: nil)
    do {
      let lock = try LibraryLock(library)
      #expect(throws: LibraryLock.Failure.held(library: library.folder)) {
        try LibraryLock(library)
      }
      withExtendedLifetime(lock) {}
    }
    #expect(throws: Never.self) { try LibraryLock(library) }
    try folder.remove(".photosort")
    #expect(throws: LibraryLock.Failure.self) { try LibraryLock(library) }
  }
}
