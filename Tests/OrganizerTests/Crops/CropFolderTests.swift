import Foundation
import Organizer
import Testing

@Suite struct CropFolderTests {
  private func failure(_ path: String, photos: String) -> CropFolder.Failure? {
    do throws(CropFolder.Failure) {
      _ = try CropFolder(path, photos: photos)
      return nil
    } catch { return error }
  }

  @Test func aNewOrEmptyFolderIsTakenAndMarked() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("photos")
    try folder.makeFolder("empty")
    for name in ["new/deep", "empty", "photos/crops"] {
      #expect(failure(folder(name), photos: folder("photos")) == nil, "\(name)")
      #expect(folder.names(name) == [CropFolder.marker], "\(name)")
      #expect(failure(folder(name), photos: folder("photos")) == nil, "again")
    }
  }

  @Test func theFolderOfPhotosAndThoseAboveItAreRefused() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("all/photos")
    for name in ["all/photos", "all", "all/photos/../photos"] {
      guard case .holdsPhotos = failure(folder(name), photos: folder("all/photos")) else {
        Issue.record("\(name)")
        continue
      }
    }
    try folder.link("link", to: "all")
    guard case .holdsPhotos = failure(folder("link"), photos: folder("all/photos")) else {
      Issue.record("a link")
      return
    }
    #expect(folder.names("all") == ["photos"])
  }

  @Test func aFolderWithOtherFilesIsRefusedAndLeftAlone() throws {
    let folder = try TemporaryFolder()
    try folder.write("mine", to: "out/Anna/IMG-1.png")
    #expect(
      failure(folder("out"), photos: folder("photos")) == .notEmpty(path: folder("out")))
    #expect(folder.names("out") == ["Anna"])
    try folder.write("x", to: "file")
    guard case .file = failure(folder("file"), photos: folder("photos")) else {
      Issue.record("a file is no folder")
      return
    }
  }

  @Test func asManyRunsAsOneMayWriteToAFolder() throws {
    let folder = try TemporaryFolder()
    let first = try CropFolder(folder("out"), photos: folder("photos"))
    #expect(failure(folder("out"), photos: folder("photos")) == .held(path: folder("out")))
    withExtendedLifetime(first) {}
  }

  @Test func scansPassOverCrops() throws {
    let folder = try TemporaryFolder()
    try folder.write("x", to: "a.jpg")
    try folder.write("", to: "crops/" + CropFolder.marker)
    try folder.write("x", to: "crops/Anna/a-1.png")
    let library = try PhotoLibrary.forScan(of: [folder.path], explicit: nil)
    let found = PhotoFinder(library, outputFolders: []).find(in: [folder.path])
    #expect(found.files.map(\.path.text) == ["a.jpg"])
    #expect(found.skipped.contains { $0.path.text == "crops" && $0.reason == .output })
  }
}
