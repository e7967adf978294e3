/// The copies of enrolled photos in a library, named by digest.
struct GalleryStore: Sendable {
  private let library: PhotoLibrary

  init(_ library: PhotoLibrary) { self.library = library }

  /// Where the copy of a photo is or would be.
  func path(of digest: PhotoDigest) -> String { joined(library.gallery, digest.hexadecimal) }

  /// Analyzes enrolled photos that the catalog does not know, or knows by other models.
  func restore(
    _ people: PeopleState, _ catalog: AnalysisCatalog, _ analyzer: PhotoAnalyzer, settings: String
  ) throws {
    let known = try catalog.settingsOfPhotos()
    let enrolled = Set(people.people.values.flatMap { $0.enrolled.map(\.photo) }).sorted()
    for digest in enrolled where known[digest] != settings {
      guard let bytes = try? FileSystem.read(path(of: digest)), PhotoDigest(of: bytes) == digest
      else { continue }
      try catalog.store(analyzer.analyze(bytes, digest: digest))
    }
  }
}
