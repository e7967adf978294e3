internal import FaceInference

/// How photosort's own manifests say that known weights are fed and read.
enum KnownForms {
  /// The forms by the SHA-256 of the weights.
  private static let forms: [String: String] = {
    let manifests = (try? EmbeddedModels.manifests()) ?? []
    let pairs = manifests.compactMap { manifest in
      manifest.sha256.map { ($0, manifest.form) }
    }
    return Dictionary(pairs) { first, _ in first }
  }()

  /// Returns what tells a manifest's form from that of photosort's own for the same weights; `nil`
  /// where both say the same.
  static func digits(of manifest: ModelManifest, sha256: String) -> String? {
    guard forms[sha256] != manifest.form else { return nil }
    return String(PhotoDigest(of: Array(manifest.form.utf8)).hexadecimal.prefix(8))
  }
}
