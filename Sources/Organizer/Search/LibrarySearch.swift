internal import FaceInference

/// Finds the faces of a library that resemble others.
public struct LibrarySearch: Sendable {
  /// A face of the library that resembles a probe.
  public struct Neighbor: Sendable {
    /// The cosine of the two embeddings.
    public let similarity: Double
    /// The first file that holds its photo.
    public let photo: PhotoPath
    /// Its place, in pixels of the upright photo.
    public let place: FacePlace
    /// Who it is.
    public let answer: PhotoInquiry.Answer
    /// The number of its cluster.
    public let cluster: Int?
    /// How likely both are one person's, 0…1; `nil` when neither library nor model tells it.
    public let probability: Double?
  }

  private let library: LabelledLibrary
  private let index: FaceIndex?
  /// The faces of the library in the order of the index's rows.
  private let faces: [Int]

  /// Prepares the search among all faces of photos in the tree.
  public init(_ library: LabelledLibrary) {
    self.library = library
    let all = library.contents.faces
    faces = library.contents.active.filter { all[$0].embedding != nil }
    guard let dimension = faces.first.flatMap({ all[$0].embedding?.values.count }) else {
      index = nil
      return
    }
    var values: [Float] = []
    values.reserveCapacity(faces.count * dimension)
    for face in faces { values += all[face].embedding?.values ?? [] }
    index = FaceIndex(values, dimension: dimension)
  }

  /// How many faces are searched.
  public var count: Int { faces.count }

  /// Returns the faces most similar to each face of a photo, the best first; never itself.
  ///
  /// - Parameters:
  ///   - inquiry: The photo.
  ///   - most: How many are wanted for each face, at least 1.
  public func nearest(to inquiry: PhotoInquiry, most: Int) -> [[Neighbor]] {
    let probes = inquiry.faces.indices.filter { inquiry.faces[$0].face.embedding != nil }
    guard let index, !probes.isEmpty else { return inquiry.faces.map { _ in [] } }
    let heads = FaceProbability(
      library.contents.library, embedder: library.models?[.embedder], own: inquiry.head)
    let paths = Dictionary(
      library.photoFiles.map { ($0.photo.digest, $0.path) }, uniquingKeysWith: { first, _ in first }
    )
    // One more, as a face of the library is found itself.
    let hits = index.nearest(
      to: probes.map { inquiry.faces[$0].face.embedding?.values ?? [] }, most: most + 1)
    var results = inquiry.faces.map { _ in [Neighbor]() }
    for (probe, hits) in zip(probes, hits) {
      let others = hits.filter { faces[$0.row] != inquiry.faces[probe].index }
      let embedding = inquiry.faces[probe].face.embedding
      results[probe] = others.prefix(most).compactMap { hit in
        neighbor(hit, paths) { heads.probability(embedding, $0) }
      }
    }
    return results
  }

  private func neighbor(
    _ hit: FaceIndex.Hit, _ paths: [PhotoDigest: PhotoPath],
    _ probability: (Embedding?) -> Double?
  ) -> Neighbor? {
    let face = library.contents.faces[faces[hit.row]]
    guard let path = paths[face.photo] else { return nil }
    return Neighbor(
      similarity: hit.similarity, photo: path, place: face.place,
      answer: library.answer(faces[hit.row]), cluster: face.cluster,
      probability: probability(face.embedding))
  }
}
