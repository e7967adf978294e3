internal import FaceInference
internal import Foundation
internal import GRDB

extension AnalysisCatalog {
  /// Stores what was found out about files, and about their contents where those are new: all of
  /// it, or nothing.
  package func store(
    _ results: [(file: PhotoFile, content: CatalogFile.Content, analysis: PhotoAnalysis?)]
  ) throws {
    try write { database in
      for (file, content, analysis) in results {
        if let analysis { try Self.insert(analysis, database) }
        try Self.insert(file, content, database)
      }
    }
  }

  /// Stores what was found out about a file, and about its content where that is new.
  package func store(_ file: PhotoFile, _ content: CatalogFile.Content, _ analysis: PhotoAnalysis?)
    throws
  {
    try store([(file, content, analysis)])
  }

  private static func insert(
    _ file: PhotoFile, _ content: CatalogFile.Content, _ database: Database
  ) throws {
    var digest: Data?
    var reason: String?
    let kind: Int
    switch content {
    case .photo(let value): (kind, digest) = (0, Data(value.bytes))
    case .notAPhoto: kind = 1
    case .unreadable(let words): (kind, reason) = (2, words)
    }
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO file (path, size, modified, content, digest, reason, present)
        VALUES (?, ?, ?, ?, ?, ?, 1)
        """)
    try statement.execute(
      arguments: [file.path.text, file.size, file.modified, kind, digest, reason])
  }

  /// Stores the analysis of a photo that need not lie in the tree.
  package func store(_ analysis: PhotoAnalysis) throws {
    try write { try Self.insert(analysis, $0) }
  }

  private static func insert(_ analysis: PhotoAnalysis, _ database: Database) throws {
    let photo = analysis.photo
    let digest = Data(photo.digest.bytes)
    var values: [(any DatabaseValueConvertible)?] = [digest, photo.bytes, photo.settings]
    switch photo.outcome {
    case .failed(let reason):
      values += [reason, nil] + PhotoFacts.columns.map { _ in nil }
    case .analyzed(let facts, let damage): values += [nil, damage] + facts.values
    }
    let columns = PhotoFacts.columns.joined(separator: ", ")
    let places = values.map { _ in "?" }.joined(separator: ", ")
    let insert = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO photo (digest, bytes, settings, failure, damage, \(columns))
        VALUES (\(places))
        """)
    try insert.execute(arguments: StatementArguments(values))
    try database.execute(sql: "DELETE FROM face WHERE digest = ?", arguments: [digest])
    for (number, face) in analysis.faces.sorted(by: CatalogFace.precedes).enumerated() {
      let statement = try database.cachedStatement(
        sql: """
          INSERT INTO face (digest, number, geometry, score, quality, embedding, cluster)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """)
      try statement.execute(arguments: [
        digest, number, face.detection.geometry, face.detection.score, face.quality,
        face.embedding.map { Data(floats: $0.values) }, face.cluster,
      ])
    }
  }

  /// Drops photos that no known file holds any more, with their faces.
  ///
  /// A program that writes its tags into every photo makes other photos of all of them; without this
  /// the catalog would double.
  ///
  /// - Parameter kept: Photos that stay all the same.
  package func dropPhotosWithoutFile(keeping kept: Set<PhotoDigest>) throws {
    let dropped = try read { database in
      try Data.fetchAll(
        database,
        sql: """
          SELECT digest FROM photo
          WHERE digest NOT IN (SELECT digest FROM file WHERE digest IS NOT NULL)
          """)
    }.filter { digest in PhotoDigest(bytes: digest).map { !kept.contains($0) } ?? true }
    guard !dropped.isEmpty else { return }
    try write { database in
      for table in ["photo", "face"] {
        let statement = try database.cachedStatement(
          sql: "DELETE FROM \(table) WHERE digest = ?")
        for digest in dropped { try statement.execute(arguments: [digest]) }
      }
    }
  }

  /// Records which files a walk found and which it missed.
  package func mark(present: [PhotoPath], absent: [PhotoPath]) throws {
    guard !present.isEmpty || !absent.isEmpty else { return }
    try write { database in
      let statement = try database.cachedStatement(
        sql: "UPDATE file SET present = ? WHERE path = ?")
      for path in present { try statement.execute(arguments: [true, path.text]) }
      for path in absent { try statement.execute(arguments: [false, path.text]) }
    }
  }

  /// Stores the cluster numbers that changed and the number that comes next.
  ///
  /// - Parameters:
  ///   - faces: All faces as ``faces()`` gave them, with their new numbers.
  ///   - previous: Their old numbers.
  package func storeClusters(_ faces: [CatalogFace], previous: [Int?], next: Int) throws {
    let changed = zip(faces, previous).filter { $0.cluster != $1 }.map(\.0)
    let isNextKnown = try setting("next cluster") == "\(next)"
    guard !changed.isEmpty || !isNextKnown else { return }
    try write { database in
      try Self.set("next cluster", "\(next)", database)
      let statement = try database.cachedStatement(
        sql: "UPDATE face SET cluster = ? WHERE digest = ? AND geometry = ?")
      for face in changed {
        try statement.execute(arguments: [
          face.cluster, Data(face.photo.bytes), face.detection.geometry,
        ])
      }
    }
  }

  /// Stores a setting for later runs.
  package func setSetting(_ name: String, _ value: String) throws {
    guard try setting(name) != value else { return }
    try write { try Self.set(name, value, $0) }
  }

  private static func set(_ name: String, _ value: String, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", arguments: [name, value])
  }

  /// Records what was written and what was removed.
  package func storeOutputs(written: [(path: PhotoPath, fingerprint: Int64)], removed: [PhotoPath])
    throws
  {
    guard !written.isEmpty || !removed.isEmpty else { return }
    try write { database in
      let insert = try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO output (path, fingerprint) VALUES (?, ?)")
      for output in written {
        try insert.execute(arguments: [output.path.text, output.fingerprint])
      }
      let delete = try database.cachedStatement(sql: "DELETE FROM output WHERE path = ?")
      for path in removed { try delete.execute(arguments: [path.text]) }
    }
  }
}
