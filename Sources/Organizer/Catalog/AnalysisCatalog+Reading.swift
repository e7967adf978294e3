internal import FaceInference
internal import Foundation
internal import GRDB

extension AnalysisCatalog {
  /// Returns every file, by path.
  public func files() throws -> [PhotoPath: CatalogFile] {
    try read { database in
      var files: [PhotoPath: CatalogFile] = [:]
      let rows = try Row.fetchCursor(
        database, sql: "SELECT path, size, modified, content, digest, reason, present FROM file")
      while let row = try rows.next() {
        guard let content = Self.content(row) else { continue }
        let file = PhotoFile(path: PhotoPath(row[0]), size: row[1], modified: row[2])
        files[file.path] = CatalogFile(file: file, content: content, isPresent: row[6])
      }
      return files
    }
  }

  private static func content(_ row: Row) -> CatalogFile.Content? {
    switch row[3] as Int {
    case 0: (row[4] as Data?).flatMap { PhotoDigest(bytes: $0) }.map { .photo($0) }
    case 1: .notAPhoto
    default: .unreadable(reason: row[5] ?? "")
    }
  }

  /// Returns every photo's content, by digest.
  public func photos() throws -> [PhotoDigest: CatalogPhoto] {
    try read { try Self.photos($0) }
  }

  /// All photos, or the one of a digest.
  private static func photos(
    _ database: Database, of digest: Data? = nil
  ) throws -> [PhotoDigest: CatalogPhoto] {
    var photos: [PhotoDigest: CatalogPhoto] = [:]
    let columns = PhotoFacts.columns.joined(separator: ", ")
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT digest, bytes, settings, failure, damage, \(columns) FROM photo"
        + (digest == nil ? "" : " WHERE digest = ?"),
      arguments: digest.map { [$0] } ?? [])
    while let row = try rows.next() {
      guard let digest = PhotoDigest(bytes: row[0] as Data), let outcome = outcome(row)
      else { continue }
      photos[digest] = CatalogPhoto(
        digest: digest, bytes: row[1], settings: row[2], outcome: outcome)
    }
    return photos
  }

  private static func outcome(_ row: Row) -> CatalogPhoto.Outcome? {
    if let failure: String = row[3] { return .failed(reason: failure) }
    return PhotoFacts(row, from: 5).map { .analyzed($0, damage: row[4]) }
  }

  /// Returns whether anything was analyzed.
  func hasPhotos() throws -> Bool {
    try read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM photo)") ?? false }
  }

  /// Returns the settings with which each photo was analyzed, by digest.
  package func settingsOfPhotos() throws -> [PhotoDigest: String] {
    try read { database in
      var settings: [PhotoDigest: String] = [:]
      let rows = try Row.fetchCursor(database, sql: "SELECT digest, settings FROM photo")
      while let row = try rows.next() {
        if let digest = PhotoDigest(bytes: row[0] as Data) { settings[digest] = row[1] }
      }
      return settings
    }
  }

  /// Returns every face, sorted by photo and box.
  public func faces() throws -> [CatalogFace] {
    try read { try Self.faces($0) }
  }

  /// All faces, or those of the photo of a digest.
  private static func faces(_ database: Database, of digest: Data? = nil) throws -> [CatalogFace] {
    var faces: [CatalogFace] = []
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT digest, geometry, score, quality, embedding, cluster FROM face"
        + (digest == nil ? "" : " WHERE digest = ?") + " ORDER BY digest, number",
      arguments: digest.map { [$0] } ?? [])
    while let row = try rows.next() {
      guard let digest = PhotoDigest(bytes: row[0] as Data),
        let detection = FaceDetection(geometry: row[1], score: row[2])
      else { continue }
      let embedding = (row[4] as Data?).flatMap { Embedding(stored: $0) }
      faces.append(
        CatalogFace(
          photo: digest, detection: detection, quality: row[3], embedding: embedding,
          cluster: row[5]))
    }
    return faces.sorted(by: CatalogFace.precedes)
  }

  /// Returns what is known of a photo, or `nil`.
  func analysis(of digest: PhotoDigest) throws -> PhotoAnalysis? {
    try read { database in
      let key = Data(digest.bytes)
      guard let photo = try Self.photos(database, of: key)[digest] else { return nil }
      return PhotoAnalysis(photo: photo, faces: try Self.faces(database, of: key))
    }
  }

  /// Returns a setting that an earlier run left, or `nil`.
  package func setting(_ name: String) throws -> String? {
    try read { database in
      try String.fetchOne(
        database, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
    }
  }

  /// Returns how hard the last scan looked for faces; `standard` before the first.
  func detail() throws -> SearchDetail {
    try setting("detail").flatMap(SearchDetail.init) ?? .standard
  }

  /// Returns the fingerprints of everything that was written, by path.
  package func outputs() throws -> [PhotoPath: Int64] {
    try read { database in
      var outputs: [PhotoPath: Int64] = [:]
      let rows = try Row.fetchCursor(database, sql: "SELECT path, fingerprint FROM output")
      while let row = try rows.next() { outputs[PhotoPath(row[0])] = row[1] }
      return outputs
    }
  }
}
