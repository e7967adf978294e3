internal import FaceInference

/// A number that changes when what a report tells does, without the report being rendered.
///
/// FNV-1a over 64-bit words (Fowler, Noll and Vo), with a shift that lets high bits reach low ones:
/// the same on every machine and in every run, which Swift's `Hasher` is not.
struct ReportFingerprint: Sendable {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Raised when the same facts are to be rendered differently.
  private static let version = 1

  /// Takes in all that the report of a photo depends on.
  ///
  /// What a photo's content and the models determine is told by its digest and settings.
  init(_ path: PhotoPath, _ photo: CatalogPhoto, _ library: LabelledLibrary) {
    add(UInt64(Self.version))
    add(path.text)
    add(photo.digest)
    add(photo.settings)
    if case .failed(let reason) = photo.outcome { add(reason) }
    for index in library.facesByPhoto[photo.digest] ?? [] { add(face: index, library) }
  }

  /// The number for a report of a given size in bytes: a file of another size is not the report.
  func value(size: Int64) -> Int64 {
    var sized = self
    sized.add(UInt64(bitPattern: size))
    return Int64(bitPattern: sized.hash)
  }

  private mutating func add(face index: Int, _ library: LabelledLibrary) {
    let face = library.contents.faces[index]
    add(UInt64(bitPattern: Int64(face.cluster ?? 0)))
    add(face.detection.box)
    let label = library.label(index)
    guard let person = label.person else { return }
    add(person.description)
    add(library.name(person) ?? "")
    add(label.state)
    if case .matched(_, let similarity, let matched) = label {
      add(UInt64(similarity.bitPattern))
      add(library.contents.faces[matched].photo)
      add(library.contents.faces[matched].detection.box)
    }
  }

  private mutating func add(_ word: UInt64) {
    hash = (hash ^ word) &* 0x100_0000_01b3
    hash ^= hash >> 29
  }

  private mutating func add(_ box: BoundingBox) {
    add(UInt64(box.x.bitPattern) << 32 | UInt64(box.y.bitPattern))
    add(UInt64(box.width.bitPattern) << 32 | UInt64(box.height.bitPattern))
  }

  private mutating func add(_ digest: PhotoDigest) { add(digest.firstWord) }

  private mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    for byte in text.utf8 { add(UInt64(byte)) }
  }
}
