import Foundation

/// The file of every decision a person made: append-only, the only precious file of a library.
///
/// Nothing in it is ever rewritten. An append is one write of whole lines, brought to the disk
/// before it returns; an append that fails leaves the file as it was. One writer at a time: the
/// library's lock sees to that. Readers need no lock, as a line without its newline that is not
/// whole is left alone.
public struct Journal: Sendable {
  /// The journal's path.
  public let path: String

  private let files: JournalFiles

  /// Makes a journal of a file, which need not exist yet; its folder must.
  public init(path: String) {
    self.init(path: path, files: .system)
  }

  /// Makes a journal that reaches its file by given calls.
  package init(path: String, files: JournalFiles) {
    self.path = path
    self.files = files
  }

  /// Reads the journal; one that does not exist is empty.
  ///
  /// - Throws: ``JournalError/unreadable(path:reason:)``. Damage is not thrown: it is among the
  ///   contents' problems.
  /// - Complexity: O(*n*) in the length of the file.
  public func read() throws(JournalError) -> JournalContents {
    JournalContents(of: try bytes() ?? [])
  }

  /// Adds entries with one write and brings them to the disk.
  ///
  /// A torn last line is first moved to a file beside the journal, `people.jsonl.torn-1` or the next
  /// number that is free.
  ///
  /// - Returns: The path of the file with what was torn, or `nil` if nothing was.
  /// - Throws: ``JournalError``. Earlier lines are whole whatever happens.
  @discardableResult
  public func append(_ entries: [JournalEntry]) throws(JournalError) -> String? {
    guard !entries.isEmpty else { return nil }
    let existing = try bytes()
    var addition: [UInt8] = []
    var setAside: String?
    switch JournalTail(of: existing ?? []) {
    case .complete: break
    case .unterminated: addition.append(UInt8(ascii: "\n"))
    case .torn(let start): setAside = try setAsideTail(of: existing ?? [], from: start)
    }
    for entry in entries { addition += entry.line() }
    try write(addition, isNew: existing?.isEmpty ?? true)
    return setAside
  }

  private func bytes() throws(JournalError) -> [UInt8]? {
    do {
      return try files.contents(of: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
  }

  private func write(_ addition: [UInt8], isNew: Bool) throws(JournalError) {
    let file: Int32
    let oldLength: Int
    do {
      file = try files.open(path, .appending)
    } catch {
      throw .notWritten(path: path, reason: error.reason)
    }
    defer { files.close(file) }
    do {
      oldLength = try files.length(file)
    } catch {
      throw .notWritten(path: path, reason: error.reason)
    }
    do {
      try files.writeAll(addition, to: file)
      try files.synchronize(file)
      if isNew { try files.synchronizeFolder(folder) }
    } catch {
      try restore(file, to: oldLength, after: error)
      throw .notWritten(path: path, reason: error.reason)
    }
  }

  /// Takes back what a failed append left.
  private func restore(
    _ file: Int32, to length: Int, after failure: SystemError
  ) throws(JournalError) {
    do {
      try files.truncate(file, length)
      try files.synchronize(file)
    } catch {
      throw .leftIncomplete(
        path: path, reason: failure.reason, cleanUpReason: error.reason)
    }
  }

  /// Copies what is torn into a file of its own, and only when that is on the disk cuts it off.
  private func setAsideTail(of bytes: [UInt8], from start: Int) throws(JournalError) -> String {
    var number = 1
    while true {
      let copy = "\(path).torn-\(number)"
      do {
        let file = try files.open(copy, .creating)
        try copyTail(Array(bytes[start...]), to: file)
        try cut(to: start)
        return copy
      } catch {
        guard error.code == EEXIST else {
          throw .tornEndNotSetAside(path: path, copy: copy, reason: error.reason)
        }
        number += 1
      }
    }
  }

  private func copyTail(_ tail: [UInt8], to file: Int32) throws(SystemError) {
    defer { files.close(file) }
    try files.writeAll(tail, to: file)
    try files.synchronize(file)
    try files.synchronizeFolder(folder)
  }

  private func cut(to length: Int) throws(SystemError) {
    let file = try files.open(path, .appending)
    defer { files.close(file) }
    try files.truncate(file, length)
    try files.synchronize(file)
  }

  private var folder: String {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return parent.isEmpty ? "." : parent
  }
}
