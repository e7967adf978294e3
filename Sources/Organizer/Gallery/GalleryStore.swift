internal import FaceInference

/// A reference photo of which nothing is left, of a person who has no other.
public struct LostReference: Sendable, Equatable {
  /// The person's name.
  public let person: String
  /// The copy that is not there, or not whole.
  public let copy: String
}

/// The copies of enrolled photos in a library, named by digest.
struct GalleryStore: Sendable {
  private let library: PhotoLibrary

  init(_ library: PhotoLibrary) { self.library = library }

  /// Where the copy of a photo is or would be.
  func path(of digest: PhotoDigest) -> String { joined(library.gallery, digest.hexadecimal) }

  /// Whether there is a copy, and whole.
  func has(_ bytes: [UInt8], of digest: PhotoDigest) -> Bool {
    let copy = path(of: digest)
    return FileStatus(path: copy)?.size == Int64(bytes.count)
      && (try? FileSystem.read(copy)) == bytes
  }

  /// Writes a copy.
  func keep(_ bytes: [UInt8], of digest: PhotoDigest) throws(FileError) {
    try AtomicFile.write(bytes, to: path(of: digest))
  }

  /// Waits until the names of all copies are on the disk; their content is already.
  func synchronize() throws(FileError) {
    guard FileStatus(path: library.gallery) != nil else { return }
    try FileSystem.synchronize(library.gallery)
    try FileSystem.synchronize(library.folder)
  }

  /// Analyzes enrolled photos that the catalog does not know, or knows by other models.
  ///
  /// - Parameters:
  ///   - people: Who is enrolled.
  ///   - jobs: How many photos are worked on at a time.
  /// - Returns: The references of people who cannot be recognized any more, as neither the catalog nor
  ///   the gallery has any of their photos.
  /// - Throws: `CancellationError` between photos, or what the catalog throws.
  func restore(
    _ people: PeopleState, _ catalog: AnalysisCatalog, _ models: FaceModels, detail: SearchDetail,
    jobs: Int
  ) async throws -> [LostReference] {
    let (known, settings) = (try catalog.settingsOfPhotos(), models.settings(detail))
    let missing = Set(people.people.values.flatMap { $0.enrolled.map(\.photo) })
      .filter { known[$0] != settings }.sorted()
    let queue = PhotoQueue(missing)
    let unusable = try await withThrowingTaskGroup(of: [PhotoDigest].self) { group in
      for _ in 0..<min(jobs, missing.count) {
        group.addTask {
          try await restore(queue, catalog, PhotoAnalyzer(models, detail: detail))
        }
      }
      return try await group.reduce(into: Set()) { $0.formUnion($1) }
    }
    let lost = unusable.filter {
      known[$0].flatMap(AnalysisSettings.init)?.embedder != models.embedderIdentity.short
    }
    return people.sortedPeople.flatMap { person in
      let photos = Set(person.confirmed.union(person.enrolled).map(\.photo))
      return photos.isSubset(of: lost)
        ? photos.sorted().map { LostReference(person: person.name.text, copy: path(of: $0)) } : []
    }
  }

  /// Analyzes the copies of photos, and returns the photos that have no whole one.
  private func restore(
    _ queue: PhotoQueue<PhotoDigest>, _ catalog: AnalysisCatalog, _ analyzer: PhotoAnalyzer
  ) async throws -> [PhotoDigest] {
    var unusable: [PhotoDigest] = []
    while let digest = await queue.next() {
      try Task.checkCancellation()
      if let bytes = try? FileSystem.read(path(of: digest)), PhotoDigest(of: bytes) == digest {
        try catalog.store(analyzer.analyze(bytes, digest: digest))
      } else {
        unusable.append(digest)
      }
    }
    return unusable
  }
}
