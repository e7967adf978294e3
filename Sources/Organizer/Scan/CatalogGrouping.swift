package import FaceInference

/// Groups a library's faces and keeps the clusters' numbers in its catalog.
package struct CatalogGrouping: Sendable {
  /// The thresholds of the embedder that made the embeddings.
  let thresholds: EmbedderSettings.Thresholds
  /// The number of threads.
  let workers: Int
  /// Whether what the next grouping can use is left in the library.
  let leavesMemory: Bool

  /// Makes a grouping by a model's thresholds.
  ///
  /// - Parameters:
  ///   - thresholds: The thresholds of the embedder that made the embeddings.
  ///   - workers: The number of threads; without effect on the clusters.
  ///   - leavesMemory: Whether what the next grouping can use is left in the library.
  package init(
    thresholds: EmbedderSettings.Thresholds, workers: Int = 1, leavesMemory: Bool = true
  ) {
    self.thresholds = thresholds
    self.workers = workers
    self.leavesMemory = leavesMemory
  }

  /// Groups faces; a cluster keeps the number that most of its faces had.
  ///
  /// - Parameters:
  ///   - contents: The library's faces, which get their numbers.
  ///   - catalog: Where the numbers are kept.
  ///   - progress: Called with the share that is done, 0…1.
  /// - Throws: `CancellationError`, or what SQLite throws.
  package func group(
    _ contents: inout LibraryContents, _ catalog: AnalysisCatalog,
    progress: (Double) -> Void
  ) throws -> FaceGrouping.Outcome {
    let file = GroupingMemoryFile(contents.library)
    let found = file.read()
    var memory = found.memory
    var outcome = try FaceGrouping(thresholds: thresholds, workers: workers).group(
      contents.faces, active: contents.active, contents.claims, memory: &memory
    ) { share in
      try Task.checkCancellation()
      progress(share)
    }
    let previous = contents.faces.map(\.cluster)
    let next = try catalog.setting("next cluster").flatMap { Int($0) } ?? 1
    let numbering = ClusterNumbering(clusters: outcome.clusters, previous: previous, next: next)
    // A face that could not be grouped, for want of an embedding, is in no cluster.
    for face in contents.active { contents.faces[face].cluster = nil }
    for (cluster, number) in zip(outcome.clusters, numbering.numbers) {
      for face in cluster { contents.faces[face].cluster = number }
    }
    try catalog.storeClusters(contents.faces, previous: previous, next: numbering.next)
    outcome.foundDamagedMemory = found.isDamaged
    if leavesMemory, let memory, memory != found.memory { file.write(memory) }
    return outcome
  }
}
