import Organizer
import Testing

@Suite struct GalleryFolderTests {
  @Test func peopleAreFoldersAndTheirPhotosTheFilesInThem() throws {
    let folder = try TemporaryFolder()
    for name in [
      "Ben/2.jpg", "Ben/1.jpg", "Anna Ö/x.png", "Anna Ö/.hidden.jpg", "Anna Ö/deeper/y.jpg",
      ".hidden/z.jpg", "loose.jpg",
    ] { try folder.write("", to: name) }
    try folder.makeFolder("Nobody")
    try folder.link("Alias", to: "Ben")
    let photos = try GalleryFolder(folder.path).photos
    #expect(photos.map(\.person) == ["Anna Ö", "Ben", "Ben"])
    #expect(photos.map(\.path) == ["Anna Ö/x.png", "Ben/1.jpg", "Ben/2.jpg"].map { folder($0) })
    #expect(throws: FileError.self) { try GalleryFolder(folder("nowhere")) }
  }
}
