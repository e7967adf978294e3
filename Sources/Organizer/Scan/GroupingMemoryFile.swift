internal import Clustering

/// The file in which a library keeps what the last grouping left: `.photosort/grouping.cache`.
///
/// A line that tells the version, the SHA-256 of all that follows, and then numbers of 32 bits, lowest
/// byte first: how many faces there are, the key of each, and the state of their linkage. The file is
/// there whole or not at all, and of no consequence but for time.
package struct GroupingMemoryFile: Sendable {
  private let path: String

  /// Names a library's file, which need not be there.
  package init(_ library: PhotoLibrary) { path = library.groupingCache }

  /// What every version begins with.
  private static let title = Array("photosort grouping ".utf8)
  /// To be raised when the same faces would be grouped otherwise, or the numbers mean something else.
  private static let header = title + Array("1\n".utf8)

  /// Reads the file.
  ///
  /// - Returns: What it holds, or `nil` if there is none, or of another version, or if it is damaged;
  ///   and whether it is.
  package func read() -> (memory: GroupingMemory?, isDamaged: Bool) {
    // Nothing of it is needed: what cannot be read is not there.
    guard let bytes = try? FileSystem.read(path) else { return (nil, false) }
    guard bytes.starts(with: Self.header) else {
      let hasTitle = bytes.starts(with: Self.title)
      return (nil, !hasTitle || bytes.count < Self.header.count)
    }
    let memory = Self.memory(bytes.dropFirst(Self.header.count))
    return (memory, memory == nil)
  }

  /// Writes the file; the library's lock is held.
  package func write(_ memory: GroupingMemory) {
    var words = [UInt32(memory.faces.count)]
    words.reserveCapacity(1 + 4 * memory.faces.count)
    for face in memory.faces {
      for half in [face.first, face.second] {
        words.append(UInt32(truncatingIfNeeded: half))
        words.append(UInt32(truncatingIfNeeded: half >> 32))
      }
    }
    words += memory.linkage.words
    let content = words.withUnsafeBytes { bytes in
      #if _endian(little)
        Array(bytes)
      #else
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
      #endif
    }
    // A full disk costs the next grouping its time, and is told where something of worth is written.
    try? AtomicFile.write(
      Self.header + PhotoDigest(of: content).bytes + content, to: path)
  }

  /// Returns what stands below the version; `nil` if it is not what was written.
  private static func memory(_ bytes: ArraySlice<UInt8>) -> GroupingMemory? {
    let content = Array(bytes.dropFirst(PhotoDigest.byteCount))
    guard content.count % 4 == 0,
      let digest = PhotoDigest(bytes: bytes.prefix(PhotoDigest.byteCount)),
      digest == PhotoDigest(of: content)
    else { return nil }
    let words = content.withUnsafeBytes { bytes in
      (0..<content.count / 4).map {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
      }
    }
    guard let count = words.first.map({ Int($0) }), 4 * count < words.count else { return nil }
    let faces = stride(from: 1, to: 1 + 4 * count, by: 4).map { place in
      FaceKey(
        first: UInt64(words[place + 1]) << 32 | UInt64(words[place]),
        second: UInt64(words[place + 3]) << 32 | UInt64(words[place + 2]))
    }
    return LinkageState(words: Array(words[(1 + 4 * count)...]))
      .flatMap { GroupingMemory(faces: faces, linkage: $0) }
  }
}
