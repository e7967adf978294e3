internal import FaceInference

extension LabelledLibrary {
  /// The embeddings of each person's references: confirmed and enrolled faces.
  func references() -> [PersonID: [Embedding]] {
    var references: [PersonID: [Embedding]] = [:]
    for (face, person) in contents.claims.confirmed.sorted(by: { $0.key < $1.key }) {
      guard let embedding = contents.faces[face].embedding else { continue }
      references[person, default: []].append(embedding)
    }
    return references
  }
}
