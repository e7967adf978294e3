import Organizer
import Testing

@Suite struct ScanWorkTests {
  private static let digest = SampleLibrary.digest("content")

  private func work(
    found: [PhotoFile], folders: [String: Int] = ["": 1], skipped: [SkippedItem] = [],
    catalog: [CatalogFile], settings: String = "s", scope: String = ""
  ) -> ScanWork {
    var findings = PhotoFinder.Findings()
    findings.files = found
    findings.skipped = skipped
    for (folder, count) in folders { findings.folders[PhotoPath(folder)] = count }
    return ScanWork(
      findings, catalog: Dictionary(uniqueKeysWithValues: catalog.map { ($0.file.path, $0) }),
      settingsOfPhotos: [Self.digest: "s"], settings: [settings]
    ) { below(scope, $0.text) != nil }
  }

  private func known(
    _ path: String, _ content: CatalogFile.Content = .photo(digest), isPresent: Bool = true
  ) -> CatalogFile {
    CatalogFile(file: SampleLibrary.file(path), content: content, isPresent: isPresent)
  }

  @Test func unchangedFilesAreNotRead() {
    let work = work(
      found: [SampleLibrary.file("a"), SampleLibrary.file("b")],
      catalog: [known("a"), known("b", .notAPhoto)])
    #expect(work.toRead.isEmpty && work.gone.isEmpty && work.returned.isEmpty)
    #expect(work.unchanged == [Self.digest])
  }

  @Test func newChangedAndUnreadableFilesAreRead() {
    let found = [
      SampleLibrary.file("new"), SampleLibrary.file("longer", size: 9),
      SampleLibrary.file("later", modified: 9), SampleLibrary.file("unreadable"),
    ]
    let catalog = [known("longer"), known("later"), known("unreadable", .unreadable(reason: "no"))]
    #expect(work(found: found, catalog: catalog).toRead == found)
  }

  @Test func otherModelsReadEveryPhotoAgainAndNothingElse() {
    let found = [SampleLibrary.file("a"), SampleLibrary.file("b")]
    let work = work(found: found, catalog: [known("a"), known("b", .notAPhoto)], settings: "t")
    #expect(work.toRead == [found[0]])
  }

  @Test func whatIsMissingIsGoneAndWhatReturnsIsBack() {
    let work = work(
      found: [SampleLibrary.file("back")],
      catalog: [
        known("lost"), known("back", isPresent: false), known("long gone", isPresent: false),
      ])
    #expect(work.gone == [PhotoPath("lost")])
    #expect(work.returned == [PhotoPath("back")])
    #expect(work.toRead.isEmpty)
  }

  @Test func aFileWithoutAPhotoThatIsMissingIsForgottenWithoutAWord() {
    let work = work(
      found: [], folders: ["": 1, "empty": 0],
      catalog: [known("notes.txt", .notAPhoto), known("empty/more.txt", .notAPhoto)])
    #expect(work.forgotten == [PhotoPath("notes.txt")])
    #expect(work.gone.isEmpty && work.away.isEmpty)
  }

  @Test func whatLiesOutsideTheScannedFoldersIsLeftAlone() {
    let work = work(found: [], catalog: [known("a/1"), known("ab/2"), known("b/3")], scope: "a")
    #expect(work.gone == [PhotoPath("a/1")])
  }

  @Test func anEmptyOrUnreadableFolderIsAMissingDrive() {
    let catalog = ["empty/1", "empty/deep/er/2", "closed/3", "closed/deep/4", "full/5", "full/x/6"]
    let work = work(
      found: [], folders: ["": 3, "empty": 0, "full": 2],
      skipped: [SkippedItem(path: PhotoPath("closed"), reason: .unreadableFolder)],
      catalog: catalog.map { known($0) })
    #expect(work.away.map(\.text) == catalog.prefix(4).sorted())
    #expect(work.gone.map(\.text) == ["full/5", "full/x/6"])
  }

  @Test func anEmptyRootIsAMissingDriveToo() {
    let work = work(found: [], folders: ["": 0], catalog: [known("a/1"), known("2")])
    #expect(work.gone.isEmpty && work.away.count == 2)
  }
}
