import Foundation

/// The names of many clusters, from a CSV file of `cluster,name`.
///
/// A header is optional, blank lines and empty cells after the name are ignored. A file with a bad
/// line is refused as a whole, with every bad line told.
public struct ClusterNamesFile: Sendable, Equatable {
  /// A cluster and the name it should get.
  public struct Naming: Sendable, Hashable {
    /// The line of the file; the first line is 1.
    public let line: Int
    /// The cluster's identifier, trimmed and otherwise as it was written.
    public let cluster: String
    /// The name.
    public let name: PersonName
  }

  /// A reason why a line is bad.
  public enum Problem: Error, Equatable {
    /// The quote opened on this line is never closed.
    case unclosedQuote(line: Int)
    /// The line is not UTF-8.
    case notUTF8(line: Int)
    /// The line has this many cells instead of two.
    case wrongCellCount(line: Int, count: Int)
    /// The line names no cluster.
    case noCluster(line: Int)
    /// The line's name is none.
    case invalidName(line: Int, name: String, PersonName.Problem)
    /// The line's name would be taken for a cluster's number.
    case numberAsName(line: Int, name: String)
    /// No line names a cluster.
    case empty
    /// An earlier line gives the cluster another name.
    case clusterNamedTwice(line: Int, cluster: String, earlierLine: Int)
  }

  /// The reasons why a file is refused, by line.
  public struct Problems: Error, Equatable {
    /// The reasons; at least one.
    public let problems: [Problem]
  }

  /// The namings in the file's order, each cluster once.
  public let namings: [Naming]

  /// Reads a file.
  ///
  /// - Throws: ``Problems``.
  public init(_ bytes: [UInt8]) throws(Problems) {
    let rows: [CSVRow]
    do {
      rows = try CSVText.rows(of: bytes)
    } catch {
      throw Problems(problems: [Problem(error)])
    }
    var namings: [Naming] = []
    var problems: [Problem] = []
    // By number: `12`, `#12` and `unknown-12` are one cluster.
    var earlier: [String: Naming] = [:]
    for (index, row) in rows.enumerated() where !(index == 0 && Self.isHeader(row)) {
      do throws(Problem) {
        let naming = try Self.naming(row)
        let cluster = Decisions.clusterNumber(naming.cluster).map(String.init) ?? naming.cluster
        if let first = earlier[cluster] {
          guard first.name != naming.name else { continue }
          throw Problem.clusterNamedTwice(
            line: row.line, cluster: naming.cluster, earlierLine: first.line)
        }
        earlier[cluster] = naming
        namings.append(naming)
      } catch {
        problems.append(error)
      }
    }
    if namings.isEmpty, problems.isEmpty { problems.append(.empty) }
    guard problems.isEmpty else { throw Problems(problems: problems) }
    self.namings = namings
  }

  private static func isHeader(_ row: CSVRow) -> Bool {
    row.fields.prefix(2).map { $0.trimmed().lowercased() } == ["cluster", "name"]
  }

  private static func naming(_ row: CSVRow) throws(Problem) -> Naming {
    guard row.fields.count >= 2, row.fields.dropFirst(2).allSatisfy({ $0.trimmed().isEmpty })
    else { throw .wrongCellCount(line: row.line, count: row.fields.count) }
    let cluster = CSVText.unguarded(row.fields[0]).trimmed()
    guard !cluster.isEmpty else { throw .noCluster(line: row.line) }
    let text = CSVText.unguarded(row.fields[1])
    let normalized = PersonName.normalized(text)
    guard Decisions.clusterNumber(normalized) == nil else {
      throw .numberAsName(line: row.line, name: normalized)
    }
    let name: PersonName
    do { name = try PersonName(text) } catch {
      throw .invalidName(line: row.line, name: text, error)
    }
    return Naming(line: row.line, cluster: cluster, name: name)
  }
}

extension ClusterNamesFile.Problem {
  fileprivate init(_ error: CSVError) {
    switch error {
    case .unclosedQuote(let line): self = .unclosedQuote(line: line)
    case .notUTF8(let line): self = .notUTF8(line: line)
    }
  }
}

extension String {
  fileprivate func trimmed() -> String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
