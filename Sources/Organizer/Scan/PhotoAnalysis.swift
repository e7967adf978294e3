/// What a worker found out about one photo: a value, whether it went well or not.
package struct PhotoAnalysis: Sendable {
  let photo: CatalogPhoto
  /// The faces, with no cluster yet.
  let faces: [CatalogFace]

  /// Makes an analysis.
  package init(photo: CatalogPhoto, faces: [CatalogFace]) {
    self.photo = photo
    self.faces = faces
  }
}
