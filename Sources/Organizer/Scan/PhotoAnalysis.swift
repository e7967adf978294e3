/// What a worker found out about one photo: a value, whether it went well or not.
struct PhotoAnalysis: Sendable {
  let photo: CatalogPhoto
  /// The faces, with no cluster yet.
  let faces: [CatalogFace]
}
