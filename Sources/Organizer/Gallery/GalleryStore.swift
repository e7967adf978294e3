internal import FaceInference

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
  /// - Returns: The people who cannot be recognized any more, as neither the catalog nor the gallery has
  ///   a whole photo of them; by name.
  /// - Throws: `CancellationError` between photos, or what the catalog throws.
  func restore(
    _ people: PeopleState, _ catalog: AnalysisCatalog, _ models: FaceModels, detail: SearchDetail,
    jobs: Int
  ) async throws -> [String] {
    let (known, settings) = (try catalog.settingsOfPhotos(), models.settings(detail))
    let missing = Set(people.people.values.flatMap { $0.enrolled.map(\.photo) })
      .filter { known[$0] != settings }.sorted()
    let queue = PhotoQueue(missing)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<min(jobs, missing.count) {
        group.addTask {
          try await restore(queue, catalog, PhotoAnalyzer(models, detail: detail))
        }
      }
      try await group.waitForAll()
    }
    let record = ModelRecord(models)
    let comparable = try catalog.settingsOfPhotos().filter { record.isEmbedder(of: $0.value) }
    return people.sortedPeople.filter { person in
      !person.enrolled.isEmpty
        && person.confirmed.union(person.enrolled).allSatisfy { comparable[$0.photo] == nil }
    }.map(\.name.text)
  }

  /// Analyzes the copies of photos, as far as they are whole.
  private func restore(
    _ queue: PhotoQueue<PhotoDigest>, _ catalog: AnalysisCatalog, _ analyzer: PhotoAnalyzer
  ) async throws {
    while let digest = await queue.next() {
      try Task.checkCancellation()
      guard let bytes = try? FileSystem.read(path(of: digest)), PhotoDigest(of: bytes) == digest
      else { continue }
      try catalog.store(analyzer.analyze(bytes, digest: digest))
    }
  }
}
